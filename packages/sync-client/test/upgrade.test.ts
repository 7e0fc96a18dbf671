import { ALICE, sampleId } from '@tidemark/timeline/testing';
import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import { deviceDbName } from '../src/store/schema.ts';

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
  older.version(4).stores({
    meta: 'key',
    sessions: 'sessionId, lastAt, checkpoint',
    entries: '[sessionId+seq]',
    users: 'userId',
    outbox: '++order, &clientId, sessionId',
    orphans: 'clientId',
    states: '[sessionId+seq]',
    own: 'key',
  });
  await older.table('states').bulkAdd([state(1, true), state(2, false), state(3, null), state(4, true)]);
  older.close();

  const store = new DexieDeviceStore(options);
  expect(await store.pinned(sessionId)).toEqual([state(1, true), state(4, true)]);
  store.close();
});
