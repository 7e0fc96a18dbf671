import { beforeEach, describe, expect, it } from 'vitest';
import { FencedError } from '../device-store.ts';
import type { DeviceStore } from '../device-store.ts';
import type { SessionView } from '../pages.ts';
import type { DeviceStoreHarness } from './device-store-contract.ts';
import {
  ALICE,
  EPOCH,
  SESSION,
  sampleEntry,
  sampleFollow,
  sampleFrame,
  sampleHistory,
  samplePage,
  sampleSessionFrame,
  sampleView,
} from './samples.ts';

/** Sessions in pull mode in a device's store (SPEC MD-6, MD-8). */
export function pullModeOnDevice(harness: DeviceStoreHarness): void {
  describe('pull mode', () => {
    let store: DeviceStore;
    let fence: number;

    const view = (head: number, over: Partial<SessionView> = {}) => sampleView({ mode: 'pull', head, ...over });
    const seqs = async () => (await store.entries(SESSION, 0, 1_000)).map((entry) => entry.seq);
    const frame = (from: number, to: number, over = {}) =>
      sampleSessionFrame(
        Array.from({ length: to - from + 1 }, (_, i) => sampleEntry(from + i)),
        over,
      );
    const follow = async () => (await store.follows())[0];

    beforeEach(async () => {
      const opened = await harness.open();
      store = opened.store;
      fence = await store.acquire();
      await store.replace(fence, samplePage([view(4)]), 'g1', { epoch: EPOCH, checkpoint: 0 });
      return () => opened.close();
    });

    it('MD-8: follows by a checkpoint of its own what is in pull mode, and nothing else', async () => {
      expect(await store.follows()).toEqual([{ sessionId: SESSION, seq: 4, behind: false }]);
      await store.replace(fence, samplePage([sampleView({ head: 5 })]), 'g2', { epoch: EPOCH, checkpoint: 0 });
      expect(await store.follows()).toEqual([]);
    });

    it('MD-8: a frame that continues moves the checkpoint with its entries, and never the sync checkpoint', async () => {
      expect(await store.applySession(fence, frame(5, 6))).toBe('applied');
      expect(await follow()).toEqual({ sessionId: SESSION, seq: 6, behind: false });
      expect(await seqs()).toEqual([5, 6]);
      expect(await store.session(SESSION)).toMatchObject({ head: 6, unread: 2, lastMessage: { seq: 6 } });
      expect(await store.position()).toEqual({ epoch: EPOCH, checkpoint: 0 });
    });

    it('MD-8: of an overlapping frame only the new part counts; one told twice changes nothing', async () => {
      await store.applySession(fence, frame(5, 6));
      expect(await store.applySession(fence, frame(5, 7))).toBe('applied');
      expect(await store.applySession(fence, frame(5, 7))).toBe('applied');
      expect(await store.session(SESSION)).toMatchObject({ head: 7, unread: 3, checkpoint: 7 });
    });

    it('MD-8: beyond a hole the checkpoint stays; what was told is kept, and counted once it is asked for', async () => {
      expect(await store.applySession(fence, frame(7, 8))).toBe('hole');
      expect(await follow()).toEqual({ sessionId: SESSION, seq: 4, behind: true });
      expect(await seqs()).toEqual([7, 8]);
      const missed = await store.catchUp(fence, sampleFollow([view(6, { unread: 2 })]));
      expect(missed).toEqual([{ sessionId: SESSION, gaps: [{ from: 5, to: 6 }] }]);
      expect(await store.session(SESSION)).toMatchObject({ head: 8, unread: 4, checkpoint: 8 });
      await store.fill(fence, sampleHistory([sampleEntry(5), sampleEntry(6)]));
      expect((await store.session(SESSION))?.held).toEqual([{ from: 5, to: 8 }]);
    });

    it('MD-8: an answer that does not reach what was told leaves the session behind', async () => {
      await store.applySession(fence, frame(8, 9));
      await store.catchUp(fence, sampleFollow([view(6, { unread: 2 })]));
      expect(await follow()).toEqual({ sessionId: SESSION, seq: 4, behind: true });
    });

    it('MD-8: an answer older than what is known changes nothing', async () => {
      await store.applySession(fence, frame(5, 6));
      await store.catchUp(fence, sampleFollow([view(5, { unread: 1, title: 'Old' })]));
      expect(await store.session(SESSION)).toMatchObject({ head: 6, title: 'Tides', unread: 2, checkpoint: 6 });
    });

    it('MD-8: a count made before a marker that is known leaves the session behind', async () => {
      const read = { kind: 'read', syncSeq: 1, sessionId: SESSION, readSeq: 4, unread: 0, atSeq: 4 } as const;
      await store.apply(fence, sampleFrame(1, [null], { items: [read] }));
      await store.catchUp(fence, sampleFollow([view(6, { readSeq: 1, unread: 5 })]));
      expect(await follow()).toEqual({ sessionId: SESSION, seq: 4, behind: true });
      await store.catchUp(fence, sampleFollow([view(6, { readSeq: 4, unread: 2 })]));
      expect(await store.session(SESSION)).toMatchObject({ unread: 2, readSeq: 4, checkpoint: 6 });
    });

    it('MD-5: the way back to push mode, in order: the sync timeline tells all from then on', async () => {
      await store.applySession(fence, frame(5, 5));
      const back = sampleEntry(6, { kind: 'mode-changed', mode: 'push' }, { authorId: null, clientId: null });
      await store.apply(fence, sampleFrame(1, [back, sampleEntry(7)]));
      expect(await store.follows()).toEqual([]);
      expect(await store.session(SESSION)).toMatchObject({ mode: 'push', head: 7, unread: 2, checkpoint: null });
    });

    it('MD-5: the way back to push mode with something missed: asked for once more', async () => {
      const back = sampleEntry(6, { kind: 'mode-changed', mode: 'push' }, { authorId: null, clientId: null });
      await store.apply(fence, sampleFrame(1, [back, sampleEntry(7)]));
      expect(await follow()).toEqual({ sessionId: SESSION, seq: 4, behind: true });
      const missed = await store.catchUp(fence, sampleFollow([view(7, { mode: 'push', unread: 2 })]));
      expect(missed).toEqual([{ sessionId: SESSION, gaps: [{ from: 5, to: 5 }] }]);
      expect(await store.follows()).toEqual([]);
      expect(await store.session(SESSION)).toMatchObject({ unread: 2, mode: 'push', checkpoint: null });
    });

    it('MD-5: the way into pull mode: followed from the entry of the switch on', async () => {
      await store.replace(fence, samplePage([sampleView({ head: 4 })]), 'g2', { epoch: EPOCH, checkpoint: 0 });
      const over = sampleEntry(5, { kind: 'mode-changed', mode: 'pull' }, { authorId: null, clientId: null });
      await store.apply(fence, sampleFrame(1, [over]));
      expect(await follow()).toEqual({ sessionId: SESSION, seq: 5, behind: false });
    });

    it('MD-8: one that has ended is followed no more, whichever way the end is told', async () => {
      await store.apply(fence, sampleFrame(1, [sampleEntry(5, { kind: 'member-removed', memberId: ALICE })]));
      expect(await store.follows()).toEqual([]);
      expect(await store.session(SESSION)).toMatchObject({ visibleUntil: 5, head: 5 });
      await store.applySession(fence, frame(6, 6));
      expect(await seqs()).toEqual([5]);
    });

    it('MD-8: what belongs to another epoch, or to no session here, changes nothing', async () => {
      expect(await store.applySession(fence, frame(5, 5, { epoch: 'epoch-2' }))).toBe('applied');
      expect(await store.catchUp(fence, sampleFollow([view(9)], { epoch: 'epoch-2' }))).toEqual([]);
      expect(await store.catchUp(fence, sampleFollow([view(9, { sessionId: ALICE })]))).toEqual([]);
      expect(await store.sessions()).toHaveLength(1);
      expect(await follow()).toEqual({ sessionId: SESSION, seq: 4, behind: false });
    });

    it('OB-2: an action leaves the outbox with its entry, or when the session is applied past it', async () => {
      const send = (clientId: string) =>
        store.enqueue({ clientId, sessionId: SESSION, action: { kind: 'send', text: 'hello' }, createdAt: 1 });
      const [one, two] = [await send('c1'), await send('c2')];
      await store.settle(two.clientId, { kind: 'stored', seq: 7, at: 1 });
      const own = sampleEntry(5, 'hello', { authorId: ALICE, clientId: one.clientId });
      await store.applySession(fence, sampleSessionFrame([own]));
      expect((await store.outbox()).map(({ clientId }) => clientId)).toEqual(['c2']);
      await store.applySession(fence, frame(8, 8));
      expect(await store.outbox()).toHaveLength(1);
      await store.catchUp(fence, sampleFollow([view(8)]));
      expect(await store.outbox()).toEqual([]);
    });

    it('TB-1: writes of an older leader are refused', async () => {
      await store.acquire();
      await expect(store.applySession(fence, frame(5, 5))).rejects.toThrow(FencedError);
      await expect(store.catchUp(fence, sampleFollow([view(5)]))).rejects.toThrow(FencedError);
      expect(await seqs()).toEqual([]);
    });
  });
}
