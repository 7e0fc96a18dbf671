import { messageKeys, unreadMarkValue } from '@tidemark/timeline';
import {
  ALICE,
  BOB,
  SESSION,
  createdEntry,
  sampleEntry,
  sampleFrame,
  sampleId,
  samplePage,
} from '@tidemark/timeline/testing';
import { Dexie, liveQuery } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { it, onTestFinished } from 'vitest';
import type { TidemarkClient } from '../src/client.ts';
import { liveQueries } from '../src/client-live.ts';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import { DbHandle } from '../src/store/handle.ts';
import { DeviceDb } from '../src/store/schema.ts';

const LAST = 60;

/** A store whose session has a pinned message, and an answer to another one, far above its last messages. */
async function scene() {
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  // Live queries rest where there is no IndexedDB at all.
  Object.assign(Dexie.dependencies, indexedDb);
  const store = new DexieDeviceStore({ userId: ALICE, deviceId: sampleId('d', 1), indexedDb });
  const fence = await store.acquire();
  await store.replace(fence, samplePage([]), 'g1', { epoch: 'epoch-1', checkpoint: 0 });
  const said = Array.from({ length: LAST - 1 }, (_, n) => sampleEntry(n + 2));
  const answer = sampleEntry(LAST + 1, { kind: 'message', text: 'an answer', replyTo: 3 });
  const pin = sampleEntry(LAST + 2, { kind: 'pinned', target: 4, on: true });
  await store.apply(fence, sampleFrame(1, [createdEntry(), ...said, answer, pin]));
  const [name = ''] = (await indexedDb.indexedDB.databases()).map(({ name }) => name);
  const db = new DeviceDb(name, indexedDb);
  await db.open();
  onTestFinished(() => {
    db.close();
    store.close();
  });
  /** Changes the text of one message, and no other row. */
  const say = (seq: number, text: string) => db.entries.update([SESSION, seq], { body: { kind: 'message', text } });
  const set = (key: string, value: string) =>
    store.enqueue({
      clientId: sampleId('e', value.length),
      sessionId: ALICE,
      action: { kind: 'set', key, value },
      createdAt: 1,
    });
  return { store, db, say, set };
}

/** The answers of a live query, the latest of which can be waited for. */
function follow<T>(ask: () => Promise<T>) {
  const answers: T[] = [];
  let told = () => {};
  const running = liveQuery(ask).subscribe((answer) => {
    answers.push(answer);
    told();
  });
  onTestFinished(() => running.unsubscribe());
  return async (isIt: (answer: T) => boolean): Promise<void> => {
    while (!answers.slice(-1).some(isIt)) await new Promise<void>((resolve) => (told = resolve));
  };
}

const textOf = (session: Awaited<ReturnType<TidemarkClient['live']['session']>>) => session?.lastText;

const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

it('DV-17: a window hears of what is quoted and pinned far from it, though only that row has changed', async () => {
  const { store, say } = await scene();
  const live = liveQueries(store);
  const until = follow(() => live.window(SESSION, LAST - 10, LAST + 10));
  await until(({ quoted, pinned }) => quoted.size === 1 && pinned.length === 1);
  await say(3, 'answered, changed');
  await until(({ quoted }) => JSON.stringify(quoted.get(3)?.entry.body).includes('answered, changed'));
  await say(4, 'pinned, changed');
  await until(({ pinned }) => pinned[0]?.text === 'pinned, changed');
});

it.each(['session', 'sessions'] as const)(
  'DV-17: the list hears of what it shows in place of what is hidden, and who said it (%s)',
  async (which) => {
    const { store, db, say, set } = await scene();
    const live = liveQueries(store);
    const until = follow(async () =>
      which === 'session' ? live.session(SESSION) : ((await live.sessions())[0] ?? null),
    );
    await until((session) => textOf(session) === 'an answer');
    await set(messageKeys.hidden(SESSION, { from: LAST + 1, to: LAST + 1 }, 'act'), '1');
    await until((session) => textOf(session) === `message ${LAST}`);
    await say(LAST, 'shown, changed');
    await until((session) => textOf(session) === 'shown, changed');
    await db.users.put({ userId: BOB, username: 'bob', displayName: 'Bob by another name' });
    await until((session) => session?.lastAuthor?.displayName === 'Bob by another name');
  },
);

it('DV-17: the list counts what is marked as unread from the messages, and hears of each of them', async () => {
  const { store, db, set } = await scene();
  await store.enqueue({
    clientId: sampleId('c', 999),
    sessionId: SESSION,
    action: { kind: 'read', seq: LAST + 2 },
    createdAt: 1,
  });
  const live = liveQueries(store);
  const until = follow(() => live.session(SESSION));
  await until((session) => session?.unread === 0);
  await set(messageKeys.unread(SESSION), unreadMarkValue({ from: LAST - 1, read: LAST + 2, count: 3 }));
  await until((session) => session?.unread === 3);
  await db.entries.update([SESSION, LAST], { authorId: ALICE });
  await until((session) => session?.unread === 2);
});

it('DV-17: a query that was tried again is heard of like any other', async () => {
  const { store, say } = await scene();
  let tries = 0;
  // Fails late, when nothing is left of the turn in which it was asked.
  const outbox = store.outbox.bind(store);
  store.outbox = async () => {
    tries += 1;
    if (tries > 1) return outbox();
    await pause();
    throw new Error('a read that failed');
  };
  const live = liveQueries(store);
  const until = follow(() => live.window(SESSION, 1, LAST));
  await until(() => tries === 2);
  await say(2, 'changed');
  await until(({ entries }) => JSON.stringify(entries).includes('changed'));
});

it('DV-17: a read that was tried again is heard of like any other', async () => {
  const { db, say } = await scene();
  const handle = new DbHandle(db);
  let tries = 0;
  const read = () =>
    handle.run(async ({ entries }) => {
      tries += 1;
      if (tries > 1) return entries.get([SESSION, 2]);
      await pause();
      throw Object.assign(new Error('committed early'), { name: 'AbortError' });
    });
  const until = follow(read);
  await until(() => tries === 2);
  await say(2, 'changed');
  await until((entry) => JSON.stringify(entry?.body).includes('changed'));
});
