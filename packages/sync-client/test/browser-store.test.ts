import { FencedError, GapError } from '@tidemark/timeline';
import {
  ALICE,
  SESSION,
  createdEntry,
  sampleEntry,
  sampleFrame,
  sampleId,
  samplePage,
} from '@tidemark/timeline/testing';
import { Dexie, liveQuery } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { liveQueries } from '../src/client-live.ts';
import { applyFrame } from '../src/store/apply-frame.ts';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import { type Gone, storeFault } from '../src/store/errors.ts';
import { DbHandle } from '../src/store/handle.ts';
import { takeFence } from '../src/store/meta.ts';
import { Registry } from '../src/store/registry.ts';
import { DeviceDb, type IndexedDb } from '../src/store/schema.ts';

const DEVICE = sampleId('d', 1);
const POSITION = { epoch: 'epoch-1', checkpoint: 0 };

let indexedDb: IndexedDb;
let gone: Gone[];

beforeEach(() => {
  indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  gone = [];
  // Live queries rest where there is no IndexedDB at all.
  Object.assign(Dexie.dependencies, indexedDb);
});

const open = () =>
  new DexieDeviceStore({ userId: ALICE, deviceId: DEVICE, indexedDb, onGone: (why) => gone.push(why) });

async function filled() {
  const store = open();
  const fence = await store.acquire();
  await store.replace(fence, samplePage([]), 'g1', POSITION);
  await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2), sampleEntry(3)]));
  return { store, fence };
}

describe('the store in a browser', () => {
  it('opens a database anew whose connection has died, and does the work then', async () => {
    const db = new DeviceDb('some device', indexedDb);
    const handle = new DbHandle(db);
    await handle.run(takeFence);
    // As after sleep or memory pressure: the connection is dead, and nobody was told.
    db.backendDB().close();
    expect(await handle.run(takeFence)).toBe(2);
    db.close();
  });

  it('repeats work once that met a closed connection, and no other work', async () => {
    const handle = new DbHandle(new DeviceDb('some device', indexedDb));
    const failing = (error: Error) => {
      let calls = 0;
      const work = async () => {
        calls += 1;
        if (calls === 1) throw error;
        return calls;
      };
      return handle.run(work);
    };
    expect(await failing(new Dexie.DatabaseClosedError())).toBe(2);
    expect(await failing(Object.assign(new Error('lost'), { name: 'UnknownError' }))).toBe(2);
    await expect(failing(new GapError('a refusal of our own'))).rejects.toThrow(GapError);
    handle.db.close();
  });

  it('a wipe is complete, lets the other tabs go, and is not undone by their use', async () => {
    const { store } = await filled();
    const other = open();
    expect(await other.position()).not.toBeNull();
    await store.wipe();
    expect(gone).toEqual(['deleted', 'deleted']);
    await expect(other.sessions()).rejects.toThrow('deleted');
    await expect(
      other.enqueue({ clientId: 'c', sessionId: 's', action: { kind: 'read', seq: 1 }, createdAt: 0 }),
    ).rejects.toThrow();
    expect(await indexedDb.indexedDB.databases()).toEqual([]);
  });

  it('a database that waits for its deletion is empty, and refuses a leader that does not know', async () => {
    const { store, fence } = await filled();
    const name = (await indexedDb.indexedDB.databases())[0]?.name ?? '';
    // A frozen tab: it has the database open, and does not react when it is to let go.
    const frozen = new DeviceDb(name, indexedDb);
    frozen.on('versionchange', () => false);
    frozen.on('blocked', () => false);
    await frozen.open();
    const wiped = store.wipe();
    while (!(await frozen.meta.get('wiped'))) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(await frozen.sessions.count()).toBe(0);
    expect(await frozen.entries.count()).toBe(0);
    await expect(applyFrame(frozen, ALICE, fence, sampleFrame(4, [sampleEntry(4)]))).rejects.toThrow(FencedError);
    frozen.close();
    await wiped;
    expect(await indexedDb.indexedDB.databases()).toEqual([]);
  });

  it('live queries run again when the store changes, and show each message once', async () => {
    const { store, fence } = await filled();
    const live = liveQueries(store);
    const seen: string[][] = [];
    let changed = () => {};
    const subscription = liveQuery(() => live.window(SESSION, 1, 100)).subscribe((window) => {
      const { entries, pending } = window;
      seen.push([...entries.map(({ seq }) => String(seq)), ...pending.map(({ clientId }) => clientId)]);
      changed();
    });
    const until = async (count: number) => {
      while (seen.length < count) await new Promise<void>((resolve) => (changed = resolve));
    };
    await until(1);
    const clientId = sampleId('c', 4);
    await store.enqueue({ clientId, sessionId: SESSION, action: { kind: 'send', text: 'mine' }, createdAt: 1 });
    await until(2);
    await store.apply(fence, sampleFrame(4, [sampleEntry(4, 'mine', { authorId: ALICE, clientId })]));
    await until(3);
    // Nothing of this touches the outbox: the query has to have noticed what else it read.
    await store.apply(fence, sampleFrame(5, [sampleEntry(5)]));
    await until(4);
    subscription.unsubscribe();
    expect(seen).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3', clientId],
      ['1', '2', '3', '4'],
      ['1', '2', '3', '4', '5'],
    ]);
  });

  it('live queries of a wiped store show nothing, and do not fail', async () => {
    const { store } = await filled();
    const live = liveQueries(store);
    await store.wipe();
    expect(await live.sessions()).toEqual([]);
    expect(await live.session(SESSION)).toBeNull();
    expect((await live.window(SESSION, 1, 9)).entries).toEqual([]);
  });

  it('finds a full disk inside the error that hides it', () => {
    const quota = Object.assign(new Error('full'), { name: 'QuotaExceededError' });
    expect(storeFault(Object.assign(new Error('aborted'), { name: 'AbortError', inner: quota }))).toBe('quota');
    expect(storeFault(new Dexie.DatabaseClosedError())).toBe('closed');
    expect(storeFault(new Error('any other'))).toBe('other');
    expect(storeFault(null)).toBe('other');
  });
});

describe('registry', () => {
  const account = (n: number) => ({
    userId: sampleId('a', n),
    username: `user${n}`,
    displayName: `User ${n}`,
    deviceId: sampleId('d', n),
  });

  it('knows one active account, and the devices of those that were', async () => {
    const registry = new Registry(indexedDb);
    expect(await registry.active()).toBeNull();
    await registry.activate(account(1));
    await registry.activate(account(2));
    expect(await registry.active()).toMatchObject({ username: 'user2' });
    await registry.deactivate(account(2).userId);
    expect(await registry.active()).toBeNull();
    expect(await registry.account(account(1).userId)).toMatchObject({ deviceId: account(1).deviceId });
    registry.close();
  });

  it('forgets a device in one step with what is still to be done about it', async () => {
    const registry = new Registry(indexedDb);
    const { userId, deviceId } = account(1);
    await registry.activate(account(1));
    await registry.forget(userId, { signOut: true, deviceId, db: 'some database' });
    expect(await registry.account(userId)).toBeNull();
    expect(await registry.signOuts()).toEqual([{ deviceId }]);
    expect(await registry.wipes()).toEqual(['some database']);
    await registry.signedOut(deviceId);
    await registry.wiped('some database');
    expect(await registry.signOuts()).toEqual([]);
    expect(await registry.wipes()).toEqual([]);
    registry.close();
  });
});
