import { beforeEach, describe, expect, it } from 'vitest';
import { FencedError } from '../device-store.ts';
import type { DeviceStore, OutboxAction } from '../device-store.ts';
import type { Entry, EntryBody } from '../entry.ts';
import type { ChangesPage } from '../pages.ts';
import type { DeviceStoreHarness } from './device-store-contract.ts';
import { ALICE, EPOCH, sampleEntry, sampleFrame, sampleId, samplePage, sampleView } from './samples.ts';

/** Own data in a device's store (SPEC OD). The device is ALICE's. */
export function ownDataOnDevice(harness: DeviceStoreHarness): void {
  describe('own data', () => {
    let store: DeviceStore;
    let fence: number;

    const position = (checkpoint: number, epoch = EPOCH) => ({ epoch, checkpoint });
    const entry = (seq: number, body: EntryBody, over: Partial<Entry> = {}): Entry =>
      sampleEntry(seq, body, { sessionId: ALICE, authorId: ALICE, ...over });
    const set = (seq: number, key: string, value: string | null, over?: Partial<Entry>): Entry =>
      entry(seq, { kind: 'set', key, value }, over);
    const gone = (seq: number, by: number): Entry => entry(seq, { kind: 'set-superseded', by });
    const created = entry(
      1,
      { kind: 'session-created', sessionKind: 'private', title: null, memberIds: [ALICE], mode: 'push' },
      { authorId: null, clientId: null },
    );
    const view = (head: number) =>
      sampleView({ sessionId: ALICE, sessionKind: 'private', title: null, memberCount: 1, head });
    const page = (changes: readonly Entry[], to: number, after = 0, epoch = EPOCH): ChangesPage => ({
      sessionId: ALICE,
      epoch,
      after,
      to,
      changes,
      users: [],
    });
    const own = async (prefix = '') =>
      Object.fromEntries((await store.own(prefix)).map(({ key, value }) => [key, value]));
    const act = (n: number, key: string, value: string | null) => {
      const action: OutboxAction = { kind: 'set', key, value };
      return store.enqueue({ clientId: sampleId('c', n), sessionId: ALICE, action, createdAt: n });
    };
    const queued = async () => (await store.outbox()).map(({ action }) => action.kind === 'set' && action.value);

    beforeEach(async () => {
      const opened = await harness.open();
      store = opened.store;
      fence = await store.acquire();
      await store.replace(fence, samplePage([]), 'g1', position(0));
      return () => opened.close();
    });

    it('OD-5: keeps what is in force, and none of the entries', async () => {
      const sets = [set(2, 'theme', 'dark'), set(3, 'draft:1', 'h'), set(4, 'draft:1', 'he'), set(5, 'draft:2', null)];
      await store.apply(fence, sampleFrame(1, [created, ...sets]));
      expect(await own()).toEqual({ theme: 'dark', 'draft:1': 'he', 'draft:2': null });
      expect(await own('draft:')).toEqual({ 'draft:1': 'he', 'draft:2': null });
      expect(await store.own('draft:1')).toEqual([{ key: 'draft:1', value: 'he', seq: 4 }]);
      expect(await store.entries(ALICE, 0, 99)).toEqual([]);
      expect(await store.session(ALICE)).toMatchObject({ head: 5, held: [], changesTo: 5, unread: 0 });
      expect(await store.missedChanges()).toEqual([]);
    });

    it('OD-2: comes to the same in whatever order, how often and by whatever path it is told', async () => {
      const told = [gone(2, 4), set(3, 'theme', 'dark'), set(4, 'draft', 'new')];
      await store.apply(fence, sampleFrame(1, [created, ...told]));
      await store.putChanges(fence, page([set(2, 'draft', 'old'), set(3, 'theme', 'dark')], 3));
      expect(await own()).toEqual({ draft: 'new', theme: 'dark' });
      await store.putChanges(fence, page([set(6, 'draft', 'newest')], 6));
      await store.apply(fence, sampleFrame(5, [set(5, 'draft', 'between'), set(6, 'draft', 'newest')]));
      expect(await store.own('')).toEqual([
        { key: 'draft', value: 'newest', seq: 6 },
        { key: 'theme', value: 'dark', seq: 3 },
      ]);
    });

    it('OD-5: what was taken away does not come back with a late answer', async () => {
      await store.replace(fence, samplePage([view(3)]), 'g2', position(5));
      await store.apply(fence, sampleFrame(6, [set(4, 'draft', null)]));
      await store.putChanges(fence, page([set(3, 'draft', 'a ghost')], 3));
      expect(await own()).toEqual({ draft: null });
      expect(await store.missedChanges()).toEqual([{ sessionId: ALICE, after: 3 }]);
    });

    it('OD-5: a device that knows nothing yet asks for all that is in force, page by page', async () => {
      await store.replace(fence, samplePage([view(9)]), 'g2', position(20));
      expect(await store.missedChanges()).toEqual([{ sessionId: ALICE, after: 0 }]);
      await store.putChanges(fence, page([set(4, 'theme', 'dark')], 4));
      expect(await store.missedChanges()).toEqual([{ sessionId: ALICE, after: 4 }]);
      await store.putChanges(fence, page([set(9, 'draft', 'hello')], 9, 4));
      expect(await store.missedChanges()).toEqual([]);
      expect(await own()).toEqual({ theme: 'dark', draft: 'hello' });
    });

    it('OD-5: after a snapshot only what was missed is asked for', async () => {
      await store.apply(fence, sampleFrame(1, [created, set(2, 'theme', 'dark')]));
      await store.replace(fence, samplePage([view(8)]), 'g2', position(40));
      expect(await store.missedChanges()).toEqual([{ sessionId: ALICE, after: 2 }]);
      expect(await own()).toEqual({ theme: 'dark' });
    });

    it('OD-5 DV-13: goes with its life of the numbering, and is asked for in the next', async () => {
      await store.apply(fence, sampleFrame(1, [created, set(2, 'theme', 'dark'), set(3, 'draft', 'x')]));
      const next = samplePage([view(2)], { epoch: 'epoch-2' });
      await store.replace(fence, next, 'g2', position(7, 'epoch-2'));
      expect(await own()).toEqual({});
      expect(await store.missedChanges()).toEqual([{ sessionId: ALICE, after: 0 }]);
      await store.putChanges(fence, page([set(3, 'draft', 'x')], 3));
      expect(await own()).toEqual({});
      await store.putChanges(fence, page([set(2, 'theme', 'dark')], 2, 0, 'epoch-2'));
      expect(await own()).toEqual({ theme: 'dark' });
    });

    it('OD-1: what is said elsewhere, or by another, sets nothing', async () => {
      const elsewhere = set(2, 'theme', 'dark', { sessionId: sampleId('5', 7) });
      const byAnother = set(2, 'theme', 'light', { authorId: sampleId('a', 9) });
      await store.apply(fence, sampleFrame(1, [created, elsewhere, byAnother]));
      expect(await own()).toEqual({});
    });

    it('OD-5 TB-1: is written by the leader only', async () => {
      await store.apply(fence, sampleFrame(1, [created]));
      await store.acquire();
      await expect(store.putChanges(fence, page([set(2, 'theme', 'dark')], 2))).rejects.toThrow(FencedError);
      expect(await own()).toEqual({});
    });

    it('OD-7: a value that waits is replaced by the next one of its key, and by nothing else', async () => {
      await act(1, 'draft', 'h');
      await act(2, 'theme', 'dark');
      await act(3, 'draft', 'he');
      await store.enqueue({
        clientId: sampleId('c', 4),
        sessionId: ALICE,
        createdAt: 4,
        action: { kind: 'read', seq: 1 },
      });
      expect(await queued()).toEqual(['dark', 'he', false]);
      await store.settle(sampleId('c', 3), { kind: 'refused', code: 'text-too-long' });
      await act(5, 'draft', null);
      expect(await queued()).toEqual(['dark', false, null]);
    });

    it('OD-7 OB-9: is in force once it is stored, whatever becomes of the push, and leaves the outbox with it', async () => {
      await store.apply(fence, sampleFrame(1, [created]));
      await act(1, 'draft', 'hello');
      const stored = set(2, 'draft', 'hello', { clientId: sampleId('c', 1) });
      await store.settle(sampleId('c', 1), { kind: 'stored', seq: 2, at: 5 }, { fence, entry: stored });
      expect(await own()).toEqual({ draft: 'hello' });
      expect(await queued()).toEqual(['hello']);
      await act(2, 'draft', 'hello you');
      expect(await queued()).toEqual(['hello', 'hello you']);
      const superseded = gone(2, 3);
      await store.apply(fence, sampleFrame(2, [{ ...superseded, clientId: sampleId('c', 1) }]));
      expect(await queued()).toEqual(['hello you']);
    });
  });
}
