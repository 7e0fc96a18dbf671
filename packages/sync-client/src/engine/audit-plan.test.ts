import { sampleView } from '@tidemark/timeline/testing';
import { recordOf } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import { AUDITED_FOR, dueOf, noteAfter } from './audit-plan.ts';

const EPOCH = 'e1';
const held = [
  { from: 1, to: 40 },
  { from: 60, to: 100 },
];
const record = recordOf(sampleView({ head: 100 }), { held, changesTo: 100 });
const first = noteAfter(record.sessionId, [{ from: 1, to: 40 }], null, EPOCH, 1_000);

describe('what is due', () => {
  it('AU-8: all that was never audited, then what has come since, then all again after a day', () => {
    expect(dueOf(record, null, EPOCH, 1_000)).toEqual(record.held);
    expect(dueOf(record, first, EPOCH, 2_000)).toEqual([{ from: 60, to: 100 }]);
    expect(dueOf(record, first, EPOCH, 1_000 + AUDITED_FOR)).toEqual(record.held);
  });

  it('AU-8: what is audited in between does not put off the day', () => {
    const second = noteAfter(record.sessionId, [{ from: 60, to: 100 }], first, EPOCH, AUDITED_FOR);
    expect(second).toEqual({ ...first, ranges: record.held });
    expect(dueOf(record, second, EPOCH, AUDITED_FOR)).toEqual([]);
    expect(dueOf(record, second, EPOCH, 1_000 + AUDITED_FOR)).toEqual(record.held);
  });

  it('AU-8: a note of another epoch, or of a clock that ran ahead, says nothing', () => {
    expect(dueOf(record, first, 'e2', 1_000)).toEqual(record.held);
    expect(dueOf(record, { ...first, at: 5 * AUDITED_FOR }, EPOCH, 1_000)).toEqual(record.held);
    expect(noteAfter(record.sessionId, [], first, 'e2', 2_000)).toMatchObject({ epoch: 'e2', at: 2_000, ranges: [] });
  });
});
