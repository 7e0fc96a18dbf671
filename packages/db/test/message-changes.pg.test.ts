import { entryHash, statesOf } from '@tidemark/timeline';
import type { AppendOutcome, AppendRequest, Entry, HistoryPage, MessageChange } from '@tidemark/timeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../src/client.ts';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { replaceContent } from '../src/timeline/sql/read-changes.ts';
import { gate, intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, people } from './support/people.ts';

/** What of the changes of messages shows in PostgreSQL alone; what they mean is in the store contract. */

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

async function scene() {
  const [ann, ben] = await people(opened, 2);
  if (!ann || !ben) throw new Error('no people');
  return { ann: ann.userId, ben: ben.userId, sessionId: await group(opened.store, [ann.userId, ben.userId]) };
}

const changing = (sessionId: string, authorId: string, change: MessageChange): AppendRequest => ({
  sessionId,
  authorId,
  clientId: crypto.randomUUID(),
  change,
});

function entryOf(outcome: AppendOutcome | undefined): Entry {
  if (outcome?.outcome !== 'stored') throw new Error('not stored');
  return outcome.entry;
}

const appendOne = async (request: AppendRequest): Promise<Entry> =>
  entryOf((await opened.store.append([request])).outcomes[0]);

async function pageOf(userId: string, sessionId: string, after: number, limit: number): Promise<HistoryPage> {
  const page = await opened.store.history({ userId, sessionId, anchor: { at: 'after', seq: after }, limit });
  if ('outcome' in page) throw new Error(page.reason);
  return page;
}

/** The rows of a session as they lie in the table, digests in the form of a hash. */
async function rowsOf(sessionId: string) {
  const { rows } = await opened.pool.query<{ kind: string; body: string; target: string | null; digest: string }>(
    `SELECT kind, body::text AS body, target_seq AS target, digest FROM session_entry WHERE session_id = $1 ORDER BY seq`,
    [sessionId],
  );
  return rows.map((row) => ({ ...row, digest: BigInt.asUintN(64, BigInt(row.digest)) }));
}

/** A message with an edit of it, and the request that recalls it. */
async function secret() {
  const { ann, ben, sessionId } = await scene();
  const { seq } = await appendOne(message(sessionId, ann, 'a secret'));
  await appendOne(changing(sessionId, ann, { kind: 'edit', target: seq, text: 'another secret' }));
  return { ann, ben, sessionId, seq, recall: changing(sessionId, ann, { kind: 'recall', target: seq }) };
}

describe('changes of messages in PostgreSQL', () => {
  test.each([1, 40])('WR-1: a batch of %i of each takes thirteen statements', async (size) => {
    const { ann, ben, sessionId } = await scene();
    const first = await opened.store.append(Array.from({ length: size }, () => message(sessionId, ann)));
    const seqs = first.outcomes.map((outcome) => entryOf(outcome).seq);
    const pool = createPool(opened.url, { max: 1 });
    const statements: string[] = [];
    intercept(pool, (text, run) => {
      statements.push(text);
      return run();
    });
    const batch = seqs.flatMap((target) => [
      message(sessionId, ben),
      changing(sessionId, ann, { kind: 'edit', target, text: 'better' }),
      changing(sessionId, ben, { kind: 'react', target, emoji: '🌊', on: true }),
      changing(sessionId, ben, { kind: 'pin', target, on: true }),
      changing(sessionId, ann, { kind: 'recall', target }),
    ]);
    const { outcomes } = await new PostgresTimelineStore({ pool }).append(batch);
    expect(outcomes.every((outcome) => outcome.outcome === 'stored')).toBe(true);
    expect(statements).toHaveLength(13);
    await pool.end();
  });

  test('CH-4: nothing of what was recalled is left in a row, and each row has the digest of what it says', async () => {
    const { ben, sessionId, recall } = await secret();
    await appendOne(recall);
    const rows = await rowsOf(sessionId);
    expect(JSON.stringify(rows.map(({ body }) => body))).not.toContain('secret');
    expect(rows.map(({ kind, target }) => [kind, target])).toEqual([
      ['session-created', null],
      ['message-recalled', null],
      ['edit-recalled', '2'],
      ['recalled', '2'],
    ]);
    const { entries } = await pageOf(ben, sessionId, 0, 10);
    expect(rows.map(({ digest }) => digest)).toEqual(entries.map(entryHash));
  });

  test('CH-4 WR-1: a recall killed before it took the content out is no recall; its retry is one', async () => {
    const { ben, sessionId, seq, recall } = await secret();
    const before = await rowsOf(sessionId);
    const pool = createPool(opened.url, { max: 1, onError: () => undefined });
    const reached = gate();
    const release = gate();
    intercept(pool, async (text, run) => {
      if (text === replaceContent.text) {
        reached.open();
        await release.opened;
      }
      return run();
    });
    const outcome = new PostgresTimelineStore({ pool }).append([recall]).then(
      () => 'stored',
      () => 'failed',
    );
    await reached.opened;
    expect(await rowsOf(sessionId)).toEqual(before);
    const killed = await opened.pool.query(
      `SELECT pg_terminate_backend(pid, 5000) AS killed FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    expect(killed.rows).toEqual([{ killed: true }]);
    release.open();
    expect(await outcome).toBe('failed');
    expect(await rowsOf(sessionId)).toEqual(before);
    expect((await opened.store.append([recall])).outcomes).toMatchObject([{ outcome: 'stored', repeated: false }]);
    const { entries } = await pageOf(ben, sessionId, 0, 10);
    expect(entries.find((entry) => entry.seq === seq)?.body.kind).toBe('message-recalled');
    await pool.end();
  });

  test('CH-4: of edits and a recall at the same time, by two processes, no edit is left', async () => {
    const { ann, sessionId, seq, recall } = await secret();
    const [one, two] = [opened.another(), opened.another()];
    const edit = (n: number) => changing(sessionId, ann, { kind: 'edit', target: seq, text: `secret ${n}` });
    const edits = Array.from({ length: 8 }, (_, n) => one.append([edit(n), message(sessionId, ann, 'between')]));
    await Promise.all([...edits.slice(0, 4), two.append([edit(99), recall]), ...edits.slice(4)]);
    const rows = await rowsOf(sessionId);
    expect(rows.filter(({ body }) => body.includes('secret'))).toEqual([]);
    expect(rows.filter(({ kind }) => kind === 'recalled')).toHaveLength(1);
    expect(rows.filter(({ kind }) => kind === 'edited')).toEqual([]);
  });

  test('CH-5: a reaction put on and taken off any number of times hides no other change from a page', async () => {
    const { ann, ben, sessionId } = await scene();
    const { seq: target } = await appendOne(message(sessionId, ann));
    const edited = await appendOne(changing(sessionId, ann, { kind: 'edit', target, text: 'better' }));
    await opened.store.append(
      Array.from({ length: 2_101 }, (_, n) =>
        changing(sessionId, ben, { kind: 'react', target, emoji: '🌊', on: n % 2 === 0 }),
      ),
    );
    const { changes } = await pageOf(ann, sessionId, target - 1, 1);
    expect(changes.map(({ seq, body }) => [seq, body.kind])).toEqual([
      [edited.seq, 'edited'],
      [edited.seq + 2_101, 'reacted'],
    ]);
  });

  test('CH-5 CH-6: more changes on one message than a page brings: it says so, and the others can be asked for', async () => {
    const { ann, ben, sessionId } = await scene();
    const { seq: target } = await appendOne(message(sessionId, ann));
    await opened.store.append(
      Array.from({ length: 2_300 }, (_, n) =>
        changing(sessionId, ben, { kind: 'react', target, emoji: `emoji ${n}`, on: true }),
      ),
    );
    const page = await pageOf(ann, sessionId, target - 1, 1);
    expect(page).toMatchObject({ covered: { from: target, to: target }, changesTo: target, head: target + 2_300 });
    const known = [...page.entries, ...page.changes];
    for (let after = target; after < page.head;) {
      const more = await opened.store.changes({ userId: ann, sessionId, after, limit: 500 });
      if ('outcome' in more) throw new Error(more.reason);
      known.push(...more.changes);
      after = more.to;
    }
    expect(statesOf(known).get(target)?.reactions).toHaveLength(2_300);
    expect(await pageOf(ann, sessionId, target, 1)).not.toHaveProperty('changesTo');
  });

  test('CH-5: a page whose messages have more changes than it brings reaches less far', async () => {
    const { ann, ben, sessionId } = await scene();
    const said = await opened.store.append(Array.from({ length: 8 }, (_, n) => message(sessionId, ann, `${n}`)));
    const seqs = said.outcomes.map((outcome) => entryOf(outcome).seq);
    await opened.store.append(
      Array.from({ length: 400 }, (_, n) => n).flatMap((n) =>
        seqs.map((target) => changing(sessionId, ben, { kind: 'react', target, emoji: `emoji ${n}`, on: true })),
      ),
    );
    const reached: number[] = [];
    for (let after = 1; after < 9; after = reached.at(-1) ?? 9) {
      const { covered, changes, entries } = await pageOf(ann, sessionId, after, 8);
      reached.push(covered?.to ?? 9);
      const states = statesOf([...entries, ...changes]);
      const messages = entries.filter(({ body }) => body.kind === 'message');
      expect(messages.map(({ seq }) => states.get(seq)?.reactions.length)).toEqual(messages.map(() => 400));
    }
    expect(reached).toEqual([5, 13]);
  });

  test('CH-5 CH-6 CH-7: what is asked of changes is found by an index, by plans for any values', async () => {
    const { ann, ben, sessionId } = await scene();
    await opened.store.append(Array.from({ length: 4_000 }, (_, n) => message(sessionId, n % 2 ? ann : ben)));
    await opened.store.append(
      Array.from({ length: 400 }, (_, n) =>
        changing(sessionId, ann, { kind: 'react', target: 2 + n * 10, emoji: '🌊', on: true }),
      ),
    );
    // Other sessions, so that reading all of the table is never the cheapest.
    await opened.pool.query(
      `INSERT INTO session_entry (session_id, seq, kind, author_id, client_id, created_at, body)
       SELECT md5('other ' || s)::uuid, n, 'message', $1, gen_random_uuid(), now(), '{"text":"x"}'
         FROM generate_series(1, 100) AS s, generate_series(1, 500) AS n`,
      [ann],
    );
    await opened.pool.query('ANALYZE session_entry');
    const pool = createPool(opened.url, { max: 1 });
    const plans: Plan[] = [];
    const client = await pool.connect();
    await client.query(`SET plan_cache_mode = 'force_generic_plan'; LOAD 'auto_explain';`);
    await client.query(`SET auto_explain.log_min_duration = 0; SET auto_explain.log_format = 'json'`);
    await client.query(`SET client_min_messages = 'log'`);
    client.on('notice', ({ message: text = '' }) => {
      plans.push(JSON.parse(text.slice(text.indexOf('{'))) as Plan);
    });
    client.release();
    const store = new PostgresTimelineStore({ pool });
    await store.history({ userId: ben, sessionId, anchor: { at: 'before', seq: 2_000 }, limit: 50 });
    await store.changes({ userId: ben, sessionId, after: 4_100, limit: 50 });
    await store.append([changing(sessionId, ben, { kind: 'recall', target: 3 })]);
    await store.markRead({ userId: ann, sessionId, seq: 3_900 });
    await pool.end();
    const scans = plans.flatMap(scansIn);
    const entries = scans.filter(({ table }) => table === 'session_entry');
    expect(entries.length).toBeGreaterThanOrEqual(6);
    expect(entries.filter(({ index }) => index === undefined)).toEqual([]);
    expect(entries.map(({ index }) => index)).toEqual(
      expect.arrayContaining(['session_entry_target_idx', 'session_entry_event_idx', 'session_entry_pkey']),
    );
  });
});

type Plan = {
  readonly Plan?: Plan;
  readonly Plans?: readonly Plan[];
  readonly 'Node Type'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
};

const below = (plan: Plan): readonly Plan[] => [...(plan.Plan ? [plan.Plan] : []), ...(plan.Plans ?? [])];

/** The scans of tables in a plan, with the index that each goes by: a scan by bitmap has it in a node below its own. */
function scansIn(plan: Plan): readonly { readonly table: string; readonly index: string | undefined }[] {
  const table = plan['Relation Name'];
  return table === undefined ? below(plan).flatMap(scansIn) : [{ table, index: indexIn(plan) }];
}

function indexIn(plan: Plan): string | undefined {
  if (plan['Index Name'] !== undefined) return plan['Index Name'];
  for (const node of plan['Node Type']?.startsWith('Bitmap') ? below(plan) : []) {
    const index = indexIn(node);
    if (index !== undefined) return index;
  }
  return undefined;
}
