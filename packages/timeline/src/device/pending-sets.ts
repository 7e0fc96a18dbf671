import type { OutboxItem } from '../device-store.ts';
import type { OwnValue } from '../own-data.ts';

/**
 * The own data with what the user set on this device and the server has not confirmed: it shows at once, and stays here
 * where the server does not take it; a value that another device has set after it stands above it (SPEC OD-7).
 * @param values what the server has told
 * @param items the outbox, in order
 * @returns by key; those that were taken away are not in it
 */
export function withPendingSets(values: Iterable<OwnValue>, items: readonly OutboxItem[]): ReadonlyMap<string, string> {
  const seqs = new Map<string, number>();
  const all = new Map<string, string | null>();
  for (const { key, value, seq } of values) {
    seqs.set(key, seq);
    all.set(key, value);
  }
  for (const { action, state } of items) {
    if (action.kind !== 'set') continue;
    const isOlder = state.kind === 'stored' && state.seq < (seqs.get(action.key) ?? 0);
    if (!isOlder) all.set(action.key, action.value);
  }
  return new Map([...all].flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])));
}
