import { messageLine } from '../session-list/preview.ts';
import { nameOf, type People } from './people.ts';
import type { MessageRow, Row } from './rows.ts';

/** More than so many at once are said as a number. */
const MOST = 3;
/** So much of a message is said, in characters. */
const LONGEST = 200;

/** The highest SeqId among the rows; 0 where the server has given none. */
export function newestOf(rows: readonly Row[]): number {
  return rows.reduce((newest, row) => ('seq' in row ? Math.max(newest, row.seq ?? 0) : newest), 0);
}

/** Something that is said, and of which message; null where it is of several. */
export type Said = { readonly seq: number | null; readonly words: string };

/** What to say of the messages of others that came after `since`; empty where there are none. */
export function arrivalsIn(rows: readonly Row[], since: number, people: People, selfId: string): readonly Said[] {
  const came = rows.filter(
    (row): row is MessageRow =>
      row.kind === 'message' && row.state === null && !row.recalled && row.seq !== null && row.seq > since,
  );
  if (came.length > MOST) return [{ seq: null, words: `${came.length.toLocaleString('en')} new messages` }];
  return came.map(({ seq, authorId, text }) => ({
    seq,
    words: `${nameOf(people, authorId, selfId)}: ${messageLine(text, LONGEST)}`,
  }));
}

/** What may still stand of what was said: nothing of a message that was taken back or away since. */
export function standing(said: readonly Said[], rows: readonly Row[]): readonly Said[] {
  if (said.length === 0) return said;
  const there = new Set(rows.flatMap((row) => (row.kind === 'message' && !row.recalled ? [row.seq] : [])));
  return said.filter(({ seq }) => seq === null || there.has(seq));
}
