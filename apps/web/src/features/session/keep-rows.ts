import { keepEqual } from '../../sync/keep-equal.ts';
import type { Row } from './rows.ts';

/** The rows of `next`; those that say the same as one of `before` with the same key are the same object as that. */
export function keepRows(before: readonly Row[], next: readonly Row[]): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  const kept = next.map((row) => keepEqual(known.get(row.key), row));
  return kept.length === before.length && kept.every((row, index) => row === before[index]) ? before : kept;
}
