import { MAX_AUDIT_SEQS, digestOf } from '@tidemark/timeline';
import type { Entry } from '@tidemark/timeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, people } from './support/people.ts';

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

async function someone(): Promise<string> {
  const [device] = await people(opened, 1, 1);
  if (!device) throw new Error('nobody');
  return device.userId;
}

async function digestsOf(userId: string, sessionId: string, ranges: readonly { from: number; to: number }[]) {
  const answer = await opened.store.digests({ userId, sessionId, ranges });
  if ('outcome' in answer) throw new Error(answer.reason);
  return answer.ranges;
}

async function allOf(userId: string, sessionId: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const anchor = { at: 'after', seq: entries.length } as const;
    const page = await opened.store.history({ userId, sessionId, anchor, limit: 100 });
    if ('outcome' in page) throw new Error(page.reason);
    if (page.covered === null) return entries;
    entries.push(...page.entries);
  }
}

describe('digests in PostgreSQL', () => {
  test('AU-2: rows from before there were digests have the digest that they would have been given', async () => {
    const userId = await someone();
    const sessionId = await group(opened.store, [userId]);
    await opened.store.append(Array.from({ length: 2_400 }, (_, n) => message(sessionId, userId, `text ${n}`)));
    const ranges = [
      { from: 1, to: 2_401 },
      { from: 700, to: 1_900 },
    ];
    const before = await digestsOf(userId, sessionId, ranges);
    const entries = await allOf(userId, sessionId);
    expect(before.map(({ digest }) => digest)).toEqual([digestOf(entries), digestOf(entries.slice(699, 1_900))]);
    await opened.pool.query('UPDATE session_entry SET digest = NULL WHERE session_id = $1 AND seq % 2 = 0', [
      sessionId,
    ]);
    expect(await digestsOf(userId, sessionId, ranges)).toEqual(before);
    await opened.pool.query('UPDATE session_entry SET digest = NULL WHERE session_id = $1', [sessionId]);
    expect(await digestsOf(userId, sessionId, ranges)).toEqual(before);
  });

  test("AU-2, CH-10: a newcomer's are those of what they read, with digests in the rows and without", async () => {
    const [ann, ben] = [await someone(), await someone()];
    const sessionId = await group(opened.store, [ann]);
    await opened.store.append([message(sessionId, ann), message(sessionId, ann)]);
    const change = { kind: 'add-members', memberIds: [ben] } as const;
    await opened.store.changeSession({ sessionId, actorId: ann, clientId: crypto.randomUUID(), change });
    const edits = Array.from({ length: 1_500 }, (_, n) => ({
      ...{ sessionId, authorId: ann, clientId: crypto.randomUUID() },
      change: { kind: 'react', target: (n % 2) + 2, emoji: '🌊', on: n % 3 === 0 } as const,
    }));
    await opened.store.append([...edits, message(sessionId, ann)]);
    const ranges = [{ from: 4, to: 1_505 }];
    const page = await opened.store.history({ userId: ben, sessionId, anchor: { at: 'newest' }, limit: 2_000 });
    if ('outcome' in page) throw new Error(page.reason);
    expect(page.entries.filter(({ body }) => body.kind === 'change-expired')).toHaveLength(1_500);
    const expected = [{ from: 4, to: 1_505, count: 1_502, digest: digestOf(page.entries) }];
    expect(await digestsOf(ben, sessionId, ranges)).toEqual(expected);
    await opened.pool.query('UPDATE session_entry SET digest = NULL WHERE session_id = $1 AND seq % 2 = 0', [
      sessionId,
    ]);
    expect(await digestsOf(ben, sessionId, ranges)).toEqual(expected);
  });

  test('AU-3: a question of the largest size reads each range once, and is answered', async () => {
    const userId = await someone();
    const sessionId = await group(opened.store, [userId]);
    await opened.pool.query(
      `INSERT INTO session_entry (session_id, seq, kind, author_id, client_id, created_at, body, digest)
       SELECT $1, n, 'message', $2, gen_random_uuid(), now(), '{"text":"x"}', n * 7919
         FROM generate_series(2, $3::bigint) AS n`,
      [sessionId, userId, MAX_AUDIT_SEQS],
    );
    await opened.pool.query('UPDATE session SET head_seq = $2 WHERE session_id = $1', [sessionId, MAX_AUDIT_SEQS]);
    await opened.pool.query('ANALYZE session_entry');
    const step = MAX_AUDIT_SEQS / 16;
    const ranges = Array.from({ length: 16 }, (_, i) => ({ from: i * step + 1, to: (i + 1) * step }));
    const began = performance.now();
    const answers = await digestsOf(userId, sessionId, ranges);
    const ms = performance.now() - began;
    expect(answers.map(({ count }) => count)).toEqual(ranges.map(() => step));
    if (process.env['FIGURES']) {
      await opened.pool.query('UPDATE session_entry SET digest = NULL WHERE session_id = $1', [sessionId]);
      const again = performance.now();
      await digestsOf(userId, sessionId, ranges);
      process.stdout.write(
        `100,000 digests: ${ms.toFixed(0)} ms; undigested ${(performance.now() - again).toFixed(0)} ms\n`,
      );
    }
  });
});
