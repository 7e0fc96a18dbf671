import { addDays, dayIn } from '@tidemark/timeline';
import type { Days } from '@tidemark/timeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, people } from './support/people.ts';

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

const HOUR = 3_600_000;

/** A session of one member with messages at the given times, as an import leaves it. */
async function session(times: readonly number[]) {
  const [device] = await people(opened, 1, 1);
  if (!device) throw new Error('nobody');
  const { userId } = device;
  const sessionId = await group(opened.store, [userId]);
  await opened.pool.query(
    `INSERT INTO session_entry (session_id, seq, kind, author_id, client_id, created_at, body)
     SELECT $1, n + 1, 'message', $2, gen_random_uuid(), to_timestamp(at / 1000.0), '{"text":"x"}'
       FROM unnest($3::float8[]) WITH ORDINALITY AS t (at, n)`,
    [sessionId, userId, times],
  );
  await opened.pool.query('UPDATE session SET head_seq = $2 WHERE session_id = $1', [sessionId, times.length + 1]);
  return {
    days: async (zone: string, after = 0, limit = 1_000_000): Promise<Days> => {
      const answer = await opened.store.days({ userId, sessionId, zone, after, limit });
      if ('outcome' in answer) throw new Error(answer.reason);
      return answer;
    },
  };
}

describe('days in PostgreSQL', () => {
  test('HS-7: are those of the zone, over changes of its clocks, also where times go back', async () => {
    const start = Date.UTC(2026, 9, 24, 20);
    // The night in which Berlin's clocks go back, every half hour, and one message with a time from before.
    const times = [...Array.from({ length: 60 }, (_, n) => start + n * (HOUR / 2)), start - 40 * HOUR, start + HOUR];
    const one = await session(times);
    for (const zone of ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati', 'Asia/Kathmandu']) {
      const expected = addDays(
        [],
        times.map((at, n) => ({ day: dayIn(zone, at), messages: 1, first: n + 2 })),
      );
      expect((await one.days(zone)).days).toEqual(expected);
      const first = await one.days(zone, 0, 30);
      const rest = await one.days(zone, first.upTo);
      expect(rest.upTo).toBe(times.length + 1);
      expect(addDays(first.days, rest.days)).toEqual(expected);
    }
  });

  test('HS-8: a session of 100,000 over seven years is counted whole, and then only what has come', async () => {
    const step = (7 * 365 * 24 * HOUR) / 100_000;
    const one = await session(Array.from({ length: 100_000 }, (_, n) => Date.UTC(2019, 0, 1) + Math.round(n * step)));
    await opened.pool.query('ANALYZE session_entry');
    const began = performance.now();
    const all = await one.days('Europe/Berlin');
    const ms = performance.now() - began;
    expect(all.days.reduce((sum, { messages }) => sum + messages, 0)).toBe(100_000);
    const again = performance.now();
    const rest = await one.days('Europe/Berlin', 99_900);
    expect(rest.days.reduce((sum, { messages }) => sum + messages, 0)).toBe(101);
    if (process.env['FIGURES']) {
      const last = (performance.now() - again).toFixed(1);
      process.stdout.write(`100,000 by days: ${ms.toFixed(0)} ms, ${all.days.length} days; the last 101: ${last} ms\n`);
    }
  });
});
