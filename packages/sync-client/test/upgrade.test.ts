import { noState } from '@tidemark/timeline';
import { ALICE, SESSION, sampleEntry, sampleId } from '@tidemark/timeline/testing';
import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import { deviceDbName } from '../src/store/schema.ts';

const tables = {
  meta: 'key',
  sessions: 'sessionId, lastAt, checkpoint',
  entries: '[sessionId+seq]',
  users: 'userId',
  outbox: '++order, &clientId, sessionId',
  orphans: 'clientId',
  states: '[sessionId+seq]',
  own: 'key',
};

it('CH-10: lets go of what it was told of changes of messages that cannot be seen, and of those alone', async () => {
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  const options = { userId: ALICE, deviceId: sampleId('d', 1), indexedDb };
  const [joined, open] = [SESSION, sampleId('5', 2)];
  const edited = (sessionId: string, seq: number, target: number) =>
    sampleEntry(seq, { kind: 'edited', target, text: 'a secret' }, { sessionId });
  const state = (sessionId: string, seq: number) => ({
    ...noState(sessionId, seq),
    edits: [{ seq: 9, at: 1, text: 'a secret' }],
  });
  const held = (sessionId: string) => [
    sampleEntry(6, 'm6', { sessionId }),
    edited(sessionId, 8, 6),
    edited(sessionId, 9, 3),
  ];

  const older = new Dexie(deviceDbName(options.userId, options.deviceId), indexedDb);
  older.version(5).stores({ ...tables, states: '[sessionId+seq], pinnedIn' });
  await older.table('sessions').bulkAdd([
    { sessionId: joined, visibleFrom: 5 },
    { sessionId: open, visibleFrom: 1 },
  ]);
  await older.table('entries').bulkAdd([...held(joined), ...held(open)]);
  await older.table('states').bulkAdd([state(joined, 3), state(joined, 6), state(open, 3)]);
  older.close();

  const store = new DexieDeviceStore(options);
  const [first, second] = held(joined);
  expect(await store.entries(joined, 0, 99)).toEqual([
    first,
    second,
    sampleEntry(9, { kind: 'change-expired', target: 3 }),
  ]);
  expect(await store.states(joined, 0, 99)).toEqual([state(joined, 6)]);
  expect(await store.entries(open, 0, 99)).toEqual(held(open));
  expect(await store.states(open, 0, 99)).toEqual([state(open, 3)]);
  store.close();
});

it('finds what was pinned before there was an index of the pinned ones', async () => {
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  const options = { userId: ALICE, deviceId: sampleId('d', 1), indexedDb };
  const sessionId = sampleId('s', 1);
  const state = (seq: number, on: boolean | null) => ({
    sessionId,
    seq,
    edits: [],
    recalledBy: null,
    reactions: [],
    pin: on === null ? null : { seq: 9, userId: ALICE, on },
  });

  const older = new Dexie(deviceDbName(options.userId, options.deviceId), indexedDb);
  older.version(4).stores(tables);
  await older.table('states').bulkAdd([state(1, true), state(2, false), state(3, null), state(4, true)]);
  older.close();

  const store = new DexieDeviceStore(options);
  expect(await store.pinned(sessionId)).toEqual([state(1, true), state(4, true)]);
  store.close();
});
