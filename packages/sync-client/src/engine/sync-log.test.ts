import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { lineOfAnswer, lineOfEvent } from './log-lines.ts';
import { LOG_SIZE, SyncLog } from './sync-log.ts';

const line = { what: 'push', event: 'sync:push', outcome: 'continues' } as const;

describe('the log of a device', () => {
  it('DEV-17: keeps the newest lines only, and gives each once to one who follows it', () => {
    const log = new SyncLog(new ManualClock());
    for (let n = 0; n < 3; n += 1) log.add(line);
    expect(log.after(0).map(({ n }) => n)).toEqual([1, 2, 3]);
    log.add(line);
    expect(log.after(3).map(({ n }) => n)).toEqual([4]);
    expect(log.after(4)).toEqual([]);
    for (let n = 0; n < 2 * LOG_SIZE; n += 1) log.add(line);
    expect(log.after(0)).toHaveLength(LOG_SIZE);
    expect(log.after(0).at(-1)?.n).toBe(4 + 2 * LOG_SIZE);
  });

  it('DEV-17: measures sizes only while someone looks', async () => {
    const clock = new ManualClock();
    const log = new SyncLog(clock);
    expect(log.watched).toBe(false);
    log.after(0);
    expect(log.watched).toBe(true);
    await clock.pass(10_000);
    expect(log.watched).toBe(false);
  });

  it('DEV-17: says intervals, counts and outcomes, and no text of a message', () => {
    const sessionId = '5e551011-0000-4000-8000-000000000001';
    const entry = { sessionId, seq: 7, body: { kind: 'message', text: 'secret' } };
    const lines = [
      lineOfAnswer('message:send', { sessionId, clientId: 'c', text: 'secret' }, { ok: true, entry }),
      lineOfAnswer(
        'history:page',
        { sessionId, anchor: { at: 'newest' } },
        { ok: true, covered: { from: 3, to: 7 }, entries: [entry] },
      ),
      lineOfAnswer(
        'sync:pull',
        { checkpoint: 4 },
        { ok: true, outcome: 'continue', frame: { from: 5, to: 9, items: [entry] } },
      ),
      lineOfAnswer('sync:pull', { checkpoint: 4 }, { ok: false, code: 'unavailable', message: 'secret' }),
      lineOfAnswer('sync:ack', { checkpoint: 9 }, { ok: true }),
    ];
    expect(lines).toMatchObject([
      { what: 'ack', timeline: sessionId, from: 7, to: 7, entries: 1, outcome: 'stored' },
      { what: 'pull', timeline: sessionId, from: 3, to: 7, entries: 1, outcome: 'read' },
      { what: 'pull', timeline: 'sync', from: 5, to: 9, entries: 1, outcome: 'continue' },
      { what: 'pull', timeline: 'sync', outcome: 'unavailable' },
      { what: 'ack', timeline: 'sync', to: 9, outcome: 'told' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('DEV-17: says of a push whether it continues, is known, or leaves a hole', () => {
    const frame = { epoch: 'e', head: 9, floor: 1, from: 8, to: 9, items: [], users: [] };
    const outcome = (expected: number | null) => lineOfEvent({ kind: 'push', frame }, expected)?.outcome;
    expect([outcome(8), outcome(9), outcome(5), outcome(10), outcome(null)]).toEqual([
      'continues',
      'continues',
      'held back: hole',
      'known already',
      'a hint',
    ]);
  });
});
