import { describe, expect, it } from 'vitest';
import { arrivalsIn, newestOf, standing } from './announce.ts';
import type { MessageRow, Row } from './rows.ts';

const row = (seq: number | null, rest: Partial<MessageRow> = {}): MessageRow => ({
  kind: 'message',
  key: `e:${seq}`,
  seq,
  clientId: null,
  authorId: 'emi',
  at: 0,
  text: `text ${seq}`,
  content: null,
  quoted: null,
  inForce: null,
  recalled: false,
  starred: false,
  state: null,
  first: true,
  last: true,
  day: null,
  divider: null,
  ...rest,
});
const emi = { userId: 'emi', username: 'emi', displayName: 'Emi' };
const arrived = (rows: readonly Row[], since: number) => arrivalsIn(rows, since, new Map([['emi', emi]]), 'me');
const said = (rows: readonly Row[], since: number) => arrived(rows, since).map(({ words }) => words);

describe('what is said of new messages (A11-3)', () => {
  it('is each once, who wrote it and what', () => {
    expect(said([row(1), row(2), row(3)], 1)).toEqual(['Emi: text 2', 'Emi: text 3']);
    expect(said([row(1), row(2), row(3)], 3)).toEqual([]);
  });

  it('is nothing for one’s own, what waits, and what was taken back', () => {
    const own = { state: { kind: 'stored' } } as const;
    expect(said([row(2, own), row(null, own), row(3, { recalled: true })], 1)).toEqual([]);
  });

  it('is a number for many, and the beginning of a long one', () => {
    expect(
      said(
        [2, 3, 4, 5].map((seq) => row(seq)),
        1,
      ),
    ).toEqual(['4 new messages']);
    expect(said([row(2, { text: 'x'.repeat(5000) })], 1)[0]?.length).toBeLessThan(250);
  });

  it('leaves nothing behind of what is taken back or away', () => {
    const before = arrived([row(2), row(3), row(4)], 1);
    expect(standing(before, [row(2), row(3), row(4)])).toEqual(before);
    expect(standing(before, [row(2), row(3, { recalled: true })])).toEqual(before.slice(0, 1));
  });

  it('knows the newest, whatever kind it is', () => {
    expect(newestOf([row(4), row(null)])).toBe(4);
    expect(newestOf([])).toBe(0);
  });
});
