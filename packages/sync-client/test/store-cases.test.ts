import { type Range, foldHistory, gapsIn } from '@tidemark/timeline';
import {
  ALICE,
  SESSION,
  createdEntry,
  sampleEntry,
  sampleFrame,
  sampleHistory,
  sampleId,
  samplePage,
  sampleView,
} from '@tidemark/timeline/testing';
import { Dexie, liveQuery } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { liveQueries } from '../src/client-live.ts';
import { DexieDeviceStore } from '../src/store/dexie-device-store.ts';
import type { IndexedDb } from '../src/store/schema.ts';
import { SeededRandom } from '../src/testing/index.ts';

// What people met in the field, on the device's store alone. docs/field-cases.md has all of them.

// Real storage in its own time, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

const HIGHEST = Number.MAX_SAFE_INTEGER;

let indexedDb: IndexedDb;
let stores: DexieDeviceStore[];

beforeEach(() => {
  indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange };
  stores = [];
  // Live queries rest where there is no IndexedDB at all.
  Object.assign(Dexie.dependencies, indexedDb);
});

afterEach(() => stores.forEach((store) => store.close()));

/** The database as a page finds it that was loaded just now. */
function reload(): DexieDeviceStore {
  stores.splice(0).forEach((store) => store.close());
  return open();
}

function open(): DexieDeviceStore {
  const store = new DexieDeviceStore({ userId: ALICE, deviceId: sampleId('d', 1), indexedDb });
  stores.push(store);
  return store;
}

it('keeps SeqIds exact and in the order of numbers, up to the highest (O-01)', async () => {
  const store = reload();
  const fence = await store.acquire();
  const view = sampleView({ head: HIGHEST, visibleFrom: 1 });
  await store.replace(fence, samplePage([view]), 'g1', { epoch: 'epoch-1', checkpoint: HIGHEST - 2 });
  const seqs = [8, 9, 10, 11, HIGHEST - 2, HIGHEST - 1, HIGHEST];
  await store.fill(fence, sampleHistory(seqs.slice(0, 4).map((seq) => sampleEntry(seq))));
  await store.fill(fence, sampleHistory(seqs.slice(4).map((seq) => sampleEntry(seq))));
  const after = reload();
  expect((await after.position())?.checkpoint).toBe(HIGHEST - 2);
  expect((await after.entries(SESSION, 1, HIGHEST)).map(({ seq }) => seq)).toEqual(seqs);
  expect((await after.entries(SESSION, HIGHEST - 1, HIGHEST)).map(({ seq }) => seq)).toEqual([HIGHEST - 1, HIGHEST]);
  expect((await after.session(SESSION))?.held).toEqual([
    { from: 8, to: 11 },
    { from: HIGHEST - 2, to: HIGHEST },
  ]);
});

it.each([1, 2, 3])(
  'a hole that is filled in part keeps its rest, over every answer and reload (O-02, seed %i)',
  async (seed) => {
    const random = new SeededRandom(seed);
    const whole: Range = { from: 1, to: 500 };
    const held: readonly Range[] = [
      { from: 1, to: 100 },
      { from: 200, to: 220 },
      { from: 400, to: 500 },
    ];
    const page = (from: number, to: number) => {
      const entries = Array.from({ length: to - from + 1 }, (_, n) => sampleEntry(from + n));
      return sampleHistory(entries, { head: 500, covered: { from, to } });
    };
    let store = reload();
    const fence = await store.acquire();
    await store.replace(fence, samplePage([sampleView({ head: 500 })]), 'g1', { epoch: 'epoch-1', checkpoint: 0 });
    for (const { from, to } of held) await store.fill(fence, page(from, to));

    for (let steps = 0; ; steps += 1) {
      const record = await store.session(SESSION);
      if (record === null) throw new Error('the session is gone');
      const gaps = gapsIn(record.held, whole);
      const covered = [...record.held, ...gaps].sort((a, b) => a.from - b.from);
      // Held ranges and holes cover everything exactly once.
      expect(covered.map(({ from }, index) => from === (covered[index - 1]?.to ?? 0) + 1)).not.toContain(false);
      expect(covered.at(-1)?.to).toBe(500);
      const entries = await store.entries(SESSION, 1, 500);
      expect(entries).toHaveLength(record.held.reduce((sum, { from, to }) => sum + to - from + 1, 0));
      const gap = gaps.at(-1);
      if (!gap) break;
      const size = random.int(1, 30);
      switch (random.int(0, 3)) {
        case 0:
          // Overlaps what is held already.
          await store.fill(fence, page(Math.max(1, gap.to - size), Math.min(500, gap.to + random.int(0, 20))));
          break;
        case 1:
          // Fewer than asked for: the rest of what it covers holds nothing.
          await store.fill(fence, { ...page(gap.to, gap.to), covered: { from: gap.to, to: gap.to } });
          break;
        case 2:
          // Nothing to tell.
          await store.fill(fence, { ...page(gap.to, gap.to), covered: null, entries: [] });
          break;
        default:
          await expect(store.fill(fence - 1, page(gap.from, gap.to))).rejects.toThrow();
          await store.fill(fence, page(Math.max(gap.from, gap.to - size), gap.to));
      }
      if (steps % 5 === 0) store = reload();
    }
    // A range of no width is an answer, not an error.
    expect(await store.entries(SESSION, 10, 9)).toEqual([]);
    const record = await store.session(SESSION);
    if (record) expect(foldHistory(record, { ...page(1, 1), covered: null, entries: [] }).held).toEqual([whole]);
  },
);

it('a live query that begins while one big write goes on sees all of it (O-34)', async () => {
  const store = reload();
  const fence = await store.acquire();
  await store.replace(fence, samplePage([]), 'g1', { epoch: 'epoch-1', checkpoint: 0 });
  const [one, two] = [liveQueries(store), liveQueries(open())];
  const entries = [createdEntry(), ...Array.from({ length: 1_999 }, (_, n) => sampleEntry(n + 2))];
  const writing = store.apply(fence, sampleFrame(1, entries));
  const shown = [0, 0];
  const listed = [0, 0];
  const subscriptions = [one, two].flatMap((live, tab) => [
    liveQuery(() => live.window(SESSION, 1, 10_000)).subscribe((window) => {
      shown[tab] = window.entries.length;
    }),
    liveQuery(() => live.sessions()).subscribe((sessions) => {
      listed[tab] = sessions[0]?.unread ?? 0;
    }),
  ]);
  await writing;
  const turns = 500_000;
  for (let turn = 0; turn < turns && (Math.min(...shown) < 2_000 || Math.min(...listed) < 1_999); turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  subscriptions.forEach((subscription) => subscription.unsubscribe());
  expect(shown).toEqual([2_000, 2_000]);
  expect(listed).toEqual([1_999, 1_999]);
});

it('an outbox item is there after the database was opened anew, and asking again makes no second (O-29)', async () => {
  const store = reload();
  const item = {
    clientId: sampleId('c', 1),
    sessionId: SESSION,
    action: { kind: 'send', text: 'kept' },
    createdAt: 1,
  } as const;
  await store.enqueue(item);
  await store.enqueue(item);
  for (let click = 0; click < 5; click += 1) await store.requeue(item.clientId);
  expect((await reload().outbox()).map(({ action }) => action)).toEqual([item.action]);
});
