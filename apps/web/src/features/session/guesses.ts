import { estimateHeight, type Row, sizeKey } from './rows.ts';

/** So many are remembered at most. */
const MOST = 10_000;

/**
 * The heights of rows that were not measured yet. A guess stands until it is measured: were it made anew when a row far
 * above is edited or recalled, everything below would move by the difference.
 */
export class Guesses {
  readonly #made = new Map<string, number>();

  heightOf(row: Row | undefined): number {
    const key = sizeKey(row);
    // A gap shrinks as it fills, and what has no key is no row.
    if (key === undefined || row?.kind === 'gap') return estimateHeight(row);
    const made = this.#made.get(key) ?? estimateHeight(row);
    if (this.#made.size >= MOST) this.#made.clear();
    this.#made.set(key, made);
    return made;
  }
}
