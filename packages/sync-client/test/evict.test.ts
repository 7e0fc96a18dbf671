import { type Entry, gapsIn, holds, sizeOf } from '@tidemark/timeline';
import {
  ALICE,
  BOB,
  EPOCH,
  sampleEntry,
  sampleFrame,
  sampleHistory,
  sampleId,
  samplePage,
  sampleView,
} from '@tidemark/timeline/testing';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import { DEFAULT_CAP } from '../src/store/storage-cap.ts';

const SESSIONS = [1, 2, 3].map((n) => sampleId('5', n));
const [ONE = '', TWO = '', THREE = ''] = SESSIONS;
const COUNT = 400;
let open: DexieDeviceStore | null = null;
afterEach(() => open?.close());

/** A device that holds all of three sessions of 400 messages, and has something in its outbox. */
async function scene() {
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  const store = new DexieDeviceStore({ userId: ALICE, deviceId: sampleId('d', 1), indexedDb });
  open = store;
  const fence = await store.acquire();
  const page = samplePage(SESSIONS.map((sessionId) => sampleView({ sessionId, head: COUNT, visibleFrom: 1 })));
  await store.replace(fence, page, 'g1', { epoch: EPOCH, checkpoint: 5 });
  for (const sessionId of SESSIONS) {
    for (let from = 1; from <= COUNT; from += 100) {
      const entries = Array.from({ length: 100 }, (_, i): Entry =>
        sampleEntry(from + i, `${'words '.repeat(20)}${from + i}`, { sessionId, clientId: null }),
      );
      const covered = { from, to: from + 99 };
      await store.fill(fence, sampleHistory(entries, { sessionId, covered, head: COUNT, floor: 1 }));
    }
  }
  const waits = { sessionId: ONE, action: { kind: 'send', text: 'unsent' }, createdAt: 1 } as const;
  await store.enqueue({ clientId: sampleId('c', 9_999), ...waits });
  const heldOf = async (sessionId: string) => (await store.session(sessionId))?.held ?? [];
  const counts = async () => Promise.all(SESSIONS.map(async (sessionId) => sizeOf(await heldOf(sessionId))));
  return { store, fence, heldOf, counts };
}

describe('DEV-13: what a device keeps', () => {
  it('is measured by kind, near to what is there', async () => {
    const { store } = await scene();
    const { use, total, cap } = await store.storageUse();
    let exact = 0;
    for (const sessionId of SESSIONS) {
      for (const entry of await store.entries(sessionId, 1, COUNT)) exact += JSON.stringify(entry).length;
    }
    expect(use.messages).toBeGreaterThan(exact * 0.9);
    expect(use.messages).toBeLessThan(exact * 1.6);
    expect(use.outbox).toBeGreaterThan(0);
    expect(total).toBe(use.messages + use.people + use.outbox + use.other);
    expect(cap).toBe(DEFAULT_CAP);
  });

  it('CH-4: leaves what a recall needs to find the edits of a message that went', async () => {
    const { store, fence } = await scene();
    const page = sampleHistory([sampleEntry(395, { kind: 'edited', target: 10, text: 'secret' }, { sessionId: ONE })], {
      sessionId: ONE,
      covered: { from: 395, to: 395 },
      head: COUNT,
      floor: 1,
    });
    await store.fill(fence, page);
    expect(await store.evict(fence, [], 0)).toBeGreaterThan(0);
    expect(await store.entries(ONE, 10, 10)).toEqual([]);
    const recall = sampleEntry(401, { kind: 'recalled', target: 10, targetAuthorId: BOB }, { sessionId: ONE });
    await store.apply(fence, sampleFrame(6, [recall]));
    const [edit] = await store.entries(ONE, 395, 395);
    expect(edit?.body).toEqual({ kind: 'edit-recalled', target: 10, by: 401 });
  });

  it('stays as it is below the cap', async () => {
    const { store, fence, counts } = await scene();
    expect(await store.evict(fence, [])).toBe(0);
    expect(await counts()).toEqual([COUNT, COUNT, COUNT]);
  });

  it('goes by what was not read for longest, the oldest pages first, and becomes a gap', async () => {
    const { store, fence, heldOf, counts } = await scene();
    await store.noteSeen(ONE, 3_000);
    await store.noteSeen(TWO, 1_000);
    await store.noteSeen(THREE, 2_000);
    const { total } = await store.storageUse();
    const gone = await store.evict(fence, [], Math.round(total * 0.9));
    expect(gone).toBeGreaterThan(0);
    const [one, two, three] = await counts();
    expect([one, three]).toEqual([COUNT, COUNT]);
    expect(two).toBe(COUNT - gone);
    const [gap, ...more] = gapsIn(await heldOf(TWO), { from: 1, to: COUNT });
    expect(more).toEqual([]);
    expect(gap).toEqual({ from: 1, to: gone });
    expect(await store.entries(TWO, 1, gone)).toEqual([]);
    expect((await store.storageUse()).total).toBeLessThanOrEqual(total * 0.9);
  });

  it('keeps what is on the screen, the newest of each session, and the outbox, however small the cap', async () => {
    const { store, fence, heldOf, counts } = await scene();
    const shown = { sessionId: TWO, from: 120, to: 160 };
    await store.evict(fence, [shown], 0);
    expect(await counts()).toEqual([50, 50 + 241, 50]);
    expect(holds(await heldOf(TWO), shown)).toBe(true);
    expect(holds(await heldOf(ONE), { from: COUNT - 49, to: COUNT })).toBe(true);
    expect(await store.outbox()).toMatchObject([{ action: { text: 'unsent' } }]);
    expect(await store.position()).toEqual({ epoch: EPOCH, checkpoint: 5 });
    // Again there is nothing left to take.
    expect(await store.evict(fence, [shown], 0)).toBe(0);
  });

  it('comes back by roaming, and keeps to the cap that its user has set', async () => {
    const { store, fence, heldOf } = await scene();
    await store.setStorageCap(1_000);
    expect((await store.storageUse()).cap).toBe(1_000);
    await store.evict(fence, []);
    expect(holds(await heldOf(ONE), { from: 1, to: 100 })).toBe(false);
    const entries = Array.from({ length: 100 }, (_, i) => sampleEntry(i + 1, 'again', { sessionId: ONE }));
    const covered = { from: 1, to: 100 };
    await store.fill(fence, sampleHistory(entries, { sessionId: ONE, covered, head: COUNT, floor: 1 }));
    expect(holds(await heldOf(ONE), covered)).toBe(true);
  });

  it('is cut by the leading tab only', async () => {
    const { store, fence, counts } = await scene();
    await store.acquire();
    await expect(store.evict(fence, [], 0)).rejects.toThrow('fencing number');
    expect(await counts()).toEqual([COUNT, COUNT, COUNT]);
  });
});
