import type { Entry, Refused, RefusedReason } from '@tidemark/timeline';

export type Stored = { readonly outcome: 'stored'; readonly entry: Entry; readonly repeated: boolean };

export const refused = (reason: RefusedReason): Refused => ({ outcome: 'refused', reason });
export const stored = (entry: Entry, repeated: boolean): Stored => ({ outcome: 'stored', entry, repeated });

/** The first row of an answer that always has one. */
export function only<Row>(rows: readonly Row[], what: string): Row {
  const [row] = rows;
  if (row === undefined) throw new Error(`the database answered no ${what}`);
  return row;
}
