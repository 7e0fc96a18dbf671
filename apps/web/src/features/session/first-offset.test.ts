import { expect, it } from 'vitest';
import { firstOffset } from './first-offset.ts';
import type { Row } from './rows.ts';

/** Fifty messages, each 40 px high, with SeqIds 1 to 50. */
const rows = Array.from(
  { length: 50 },
  (_, n) => ({ kind: 'message', key: `e:${n + 1}`, seq: n + 1 }) as unknown as Row,
);
const list = { height: 600, padding: 12, above: 20 };
const offset = (anchor: Parameters<typeof firstOffset>[0], tail = true) =>
  firstOffset(anchor, rows, tail, () => 40, list);

it('PRF-3: a list that goes to its end begins there, so that what stands at its top is not built first', () => {
  expect(offset({ kind: 'end', id: 1 })).toBe(50 * 40 + 2 * 12 - 600);
});

it('PRF-3: a list that goes to a message begins with it, or has it in the middle, and never beyond its ends', () => {
  expect(offset({ kind: 'seq', id: 1, seq: 21, align: 'start' })).toBe(12 + 20 * 40 - 20);
  expect(offset({ kind: 'seq', id: 1, seq: 21, align: 'center' })).toBe(12 + 20 * 40 - 20 - (600 - 40) / 2);
  expect(offset({ kind: 'seq', id: 1, seq: 1, align: 'center' })).toBe(0);
  expect(offset({ kind: 'seq', id: 1, seq: 50, align: 'start' })).toBe(50 * 40 + 2 * 12 - 600);
});

it('begins at the top where the goal is not here yet', () => {
  expect(offset({ kind: 'end', id: 1 }, false)).toBe(0);
});
