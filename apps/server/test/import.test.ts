import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openExport, type SlackExport } from '@tidemark/slack-export';
import type { Entry, TimelineStore, UserProfile } from '@tidemark/timeline';
import { MemoryTimelineStore } from '@tidemark/timeline/testing';
import { expect, onTestFinished, test } from 'vitest';
import { importExport } from '../src/cli/import/import-export.ts';
import { importIds } from '../src/cli/import/import-ids.ts';
import type { Placeholders } from '../src/cli/import/placeholders.ts';
import { writeExport, type ExportParts } from './support/slack-export.ts';

const FIRST = 1_541_446_243_000;

async function exportOf(parts: ExportParts): Promise<SlackExport> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-import-'));
  writeExport(join(folder, 'export.zip'), parts);
  const source = await openExport(join(folder, 'export.zip'));
  onTestFinished(() => {
    source.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return source;
}

class World {
  readonly users = new Map<string, UserProfile>();
  readonly store = new MemoryTimelineStore({ epoch: 'one', now: () => 5, users: this.users });
  readonly placeholders: Placeholders = {
    ensure: async (people) => {
      const before = this.users.size;
      for (const { userId, name, displayName } of people)
        this.users.set(userId, { userId, username: name, displayName });
      return this.users.size - before;
    },
  };

  run(source: SlackExport, more: { store?: TimelineStore; batchSize?: number; stopped?: () => boolean } = {}) {
    return importExport({ store: this.store, placeholders: this.placeholders, source, batchSize: 7, ...more });
  }

  /** All entries of a channel's session, as a member reads them. */
  async entries(source: SlackExport, channelId = 'C1', reader = 'U2'): Promise<readonly Entry[]> {
    const ids = importIds(source.identity);
    const [sessionId, userId] = [ids.session(channelId), ids.user(reader)];
    const page = await this.store.history({ userId, sessionId, anchor: { at: 'newest' }, limit: 1_000_000 });
    return 'entries' in page ? page.entries : [];
  }
}

function linesOf(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
}

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`);

test('a channel becomes a group with all its people, every message in order with its author and time', async () => {
  const source = await exportOf({ messages: 20 });
  const world = new World();
  expect(await world.run(source)).toEqual({
    added: 20,
    already: 0,
    changed: 0,
    skipped: 0,
    people: 3,
    newPeople: 3,
    sessions: 1,
    newSessions: 1,
    finished: true,
  });
  const ids = importIds(source.identity);
  const [created, ...messages] = await world.entries(source);
  expect(created).toMatchObject({
    authorId: ids.user('U2'),
    at: 1_541_000_000_000,
    body: { kind: 'session-created', sessionKind: 'group', title: 'talk' },
  });
  expect(created?.body.kind === 'session-created' && [...created.body.memberIds].sort()).toEqual(
    ['U1', 'U2', 'U3'].map((id) => ids.user(id)).sort(),
  );
  expect(linesOf(messages)).toEqual(lines(20));
  expect(messages.map(({ at }) => at)).toEqual(lines(20).map((_, at) => FIRST + at * 1000));
  expect(messages.slice(0, 3).map(({ authorId }) => authorId)).toEqual(['U1', 'U2', 'U3'].map((id) => ids.user(id)));
});

test('importing again adds nothing', async () => {
  const source = await exportOf({ messages: 20 });
  const world = new World();
  await world.run(source);
  const before = await world.entries(source);
  expect(await world.run(source)).toMatchObject({ added: 0, already: 20, newPeople: 0, newSessions: 0 });
  expect(await world.entries(source)).toEqual(before);
});

test('ended at any point and run again, or run twice at once, each message is there once and in its place', async () => {
  const source = await exportOf({ messages: 40 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(40),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
      async (failAt, sizes) => {
        const world = new World();
        const dying = failingAfter(world.store, failAt);
        await Promise.allSettled([
          world.run(source, { store: dying }),
          ...sizes.map((batchSize) => world.run(source, { batchSize })),
        ]);
        await world.run(source);
        expect(linesOf(await world.entries(source))).toEqual(lines(40));
      },
    ),
    { numRuns: 40 },
  );
});

test('asked to stop, it ends between two transactions and says so', async () => {
  const source = await exportOf({ messages: 40 });
  const world = new World();
  let asked = 0;
  expect(await world.run(source, { stopped: () => (asked += 1) > 15 })).toMatchObject({ finished: false, added: 14 });
  expect(linesOf(await world.entries(source))).toEqual(lines(14));
  expect(await world.run(source)).toMatchObject({ finished: true, added: 26, already: 14 });
});

test('a later export of the workspace goes on where the earlier one ended, with those who came since', async () => {
  const world = new World();
  await world.run(await exportOf({ messages: 10 }));
  const later = await exportOf({
    messages: 12,
    people: ['ada', 'bob', 'cy'],
    more: {
      'talk/2018-11-06.json': [{ type: 'message', user: 'U4', text: 'new here', ts: '1541546243.000001' }],
    },
  });
  expect(await world.run(later)).toMatchObject({ added: 3, already: 10, newPeople: 1, newSessions: 0 });
  expect(linesOf(await world.entries(later))).toEqual([...lines(12), 'new here']);
});

test('a text that reads otherwise than before stays as it is', async () => {
  const world = new World();
  const source = await exportOf({ messages: 2, more: { 'talk/2018-11-06.json': [said('hi <@U1>')] } });
  await world.run(source);
  const renamed = await exportOf({
    messages: 2,
    people: ['ada-l', 'bob', 'cy'],
    more: { 'talk/2018-11-06.json': [said('hi <@U1>')] },
  });
  expect(await world.run(renamed)).toMatchObject({ added: 0, already: 2, changed: 1 });
  expect(linesOf(await world.entries(source)).at(-1)).toBe('hi @ada');
});

test('notices and empty messages are counted, and an empty channel is no session', async () => {
  const source = await exportOf({
    messages: 2,
    more: {
      'channels.json': [
        { id: 'C1', name: 'talk', members: ['U2'] },
        { id: 'C2', name: 'empty' },
      ],
      'talk/2018-11-06.json': [
        { ...said('<@U1> has joined'), subtype: 'channel_join' },
        { ...said(' '), ts: '1541546244.000001' },
      ],
    },
  });
  expect(await new World().run(source)).toMatchObject({ added: 2, skipped: 2, sessions: 1 });
});

test('devices of the placeholders do not exist, so nothing reaches a sync timeline', async () => {
  const source = await exportOf({ messages: 20 });
  const world = new World();
  const told: unknown[] = [];
  const listening = around(world.store, async (batch) => {
    const answer = await world.store.append(batch);
    told.push(...answer.deliveries);
    return answer;
  });
  await world.run(source, { store: listening });
  expect(told).toEqual([]);
});

function said(text: string): Record<string, unknown> {
  return { type: 'message', user: 'U2', text, ts: '1541546243.000001' };
}

/** The store with another `append`. */
function around(store: MemoryTimelineStore, append: TimelineStore['append']): TimelineStore {
  return new Proxy<TimelineStore>(store, {
    get: (target, key) => {
      if (key === 'append') return append;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A store whose process dies after so many messages: the transaction under way is lost. */
function failingAfter(store: MemoryTimelineStore, most: number): TimelineStore {
  let left = most;
  return around(store, async (batch) => {
    left -= batch.length;
    if (left < 0) throw new Error('killed');
    return store.append(batch);
  });
}
