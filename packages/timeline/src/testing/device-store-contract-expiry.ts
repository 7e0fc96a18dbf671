import { beforeEach, describe, expect, it } from 'vitest';
import type { DeviceStore } from '../device-store.ts';
import { digestOf } from '../digest.ts';
import type { Entry, EntryBody } from '../entry.ts';
import type { DeviceStoreHarness } from './device-store-contract.ts';
import {
  EPOCH,
  SESSION,
  createdEntry,
  sampleEntry,
  sampleFrame,
  sampleHistory,
  sampleId,
  samplePage,
  sampleSessionFrame,
  sampleView,
} from './samples.ts';

/** Messages that expire, in a device's store (SPEC RT-12, RT-13). */
export function expiryOnDevice(harness: DeviceStoreHarness): void {
  describe('messages that expire', () => {
    let store: DeviceStore;
    let fence: number;

    const position = (checkpoint: number) => ({ epoch: EPOCH, checkpoint });
    const expired = (upTo: number): EntryBody => ({ kind: 'expired', upTo, lastAt: 77 });
    const stored = async () => (await store.entries(SESSION, 0, 99)).map(({ seq }) => seq);
    const states = async () => (await store.states(SESSION, 0, 99)).map(({ seq }) => seq);
    const record = async () => (await store.session(SESSION)) ?? expect.fail('the session is gone');
    const marker = (syncSeq: number, readSeq: number, over: { unread?: number; atSeq: number; floor?: number }) => ({
      ...sampleFrame(syncSeq, []),
      to: syncSeq,
      head: syncSeq,
      items: [{ kind: 'read' as const, syncSeq, sessionId: SESSION, readSeq, unread: 0, ...over }],
    });

    beforeEach(async () => {
      const opened = await harness.open();
      store = opened.store;
      fence = await store.acquire();
      await store.replace(fence, samplePage([]), 'g1', position(0));
      return () => opened.close();
    });

    /** SyncIds 1 to 6: the session, and five messages of another. */
    const begin = () =>
      store.apply(
        fence,
        sampleFrame(1, [createdEntry(), ...[2, 3, 4, 5, 6].map((seq) => sampleEntry(seq, `m${seq}`))]),
      );

    it('RT-13: the entry that tells it takes what it names out of the store, with what was in force on it', async () => {
      await begin();
      await store.apply(fence, sampleFrame(7, [sampleEntry(7, { kind: 'edited', target: 3, text: 'again' })]));
      expect(await states()).toEqual([3]);
      await store.apply(fence, sampleFrame(8, [sampleEntry(8, expired(5))]));
      expect(await stored()).toEqual([6, 7, 8]);
      expect(await states()).toEqual([]);
      expect(await record()).toMatchObject({ visibleFrom: 6, held: [{ from: 6, to: 8 }], lastMessage: { seq: 6 } });
    });

    it('RT-13: what comes and expires within one frame is not stored', async () => {
      await store.apply(
        fence,
        sampleFrame(1, [createdEntry(), sampleEntry(2, 'gone'), sampleEntry(3, expired(2)), sampleEntry(4, 'here')]),
      );
      expect(await stored()).toEqual([3, 4]);
      expect(await record()).toMatchObject({ visibleFrom: 3, lastMessage: { seq: 4 }, unread: 2 });
      await store.apply(fence, marker(5, 2, { unread: 1, atSeq: 4, floor: 3 }));
      expect(await record()).toMatchObject({ readSeq: 2, unread: 1 });
    });

    const edited = (seq: number, target: number) => sampleEntry(seq, { kind: 'edited', target, text: 'a secret' });
    const reacted = (seq: number, target: number) =>
      sampleEntry(seq, { kind: 'reacted', target, emoji: '🤫', on: true });
    const left = (seq: number, target: number) => sampleEntry(seq, { kind: 'change-expired', target });
    const changesHeld = async () => (await store.entries(SESSION, 7, 99)).filter(({ body }) => 'target' in body);

    /** What is held is what the server has for this user, and says nothing of what they may not see. */
    const expectHeld = async (...changes: readonly Entry[]) => {
      expect(await changesHeld()).toEqual(changes);
      const all = await store.entries(SESSION, 7, 99);
      expect(await store.digests(SESSION, [{ from: 7, to: 99 }])).toMatchObject([{ digest: digestOf(all) }]);
      expect(await states()).not.toContain(3);
    };

    it('RT-13, CH-10: what its changes say goes with a message, also of changes that stay', async () => {
      await begin();
      await store.apply(fence, sampleFrame(7, [edited(7, 3), reacted(8, 3), reacted(9, 3), edited(10, 6)]));
      await store.apply(fence, sampleFrame(11, [sampleEntry(11, expired(5))]));
      await expectHeld(left(7, 3), left(8, 3), left(9, 3), edited(10, 6));
      expect(await states()).toEqual([6]);
    });

    it('RT-13, CH-10: with the marker, the snapshot and the answer to a follow that tell the floor, too', async () => {
      await begin();
      await store.apply(fence, sampleFrame(7, [edited(7, 3), edited(8, 4), edited(9, 5)]));
      await store.apply(fence, marker(10, 3, { atSeq: 9, floor: 4 }));
      await expectHeld(left(7, 3), edited(8, 4), edited(9, 5));
      const view = sampleView({ head: 9, visibleFrom: 5, readSeq: 9, unread: 0, mode: 'pull' });
      await store.replace(fence, samplePage([view]), 'g2', position(10));
      await expectHeld(left(7, 3), left(8, 4), edited(9, 5));
      const after = sampleView({ head: 10, visibleFrom: 6, readSeq: 9, unread: 0, mode: 'pull' });
      await store.catchUp(fence, { epoch: EPOCH, moved: [after], followed: [], users: [] });
      await expectHeld(left(7, 3), left(8, 4), left(9, 5));
    });

    it('RT-13, CH-10: what was told before, and comes late, brings nothing back by any way', async () => {
      await begin();
      await store.apply(fence, sampleFrame(7, [edited(7, 3), sampleEntry(8, expired(5)), edited(9, 3)]));
      await expectHeld(left(7, 3), left(9, 3));
      await store.fill(
        fence,
        sampleHistory([edited(7, 3), sampleEntry(8, expired(5)), reacted(9, 3)], { changes: [edited(10, 3)] }),
      );
      await expectHeld(left(7, 3), left(9, 3));
      await store.putChanges(fence, {
        ...{ sessionId: SESSION, epoch: EPOCH, after: 0, to: 9, users: [] },
        changes: [edited(7, 3), reacted(9, 3)],
      });
      await expectHeld(left(7, 3), left(9, 3));
      const [clientId, own] = [
        sampleId('c', 1),
        { ...edited(10, 3), authorId: store.selfId, clientId: sampleId('c', 1) },
      ];
      const change = { kind: 'edit', target: 3, text: 'a secret' } as const;
      await store.enqueue({ clientId, sessionId: SESSION, action: { kind: 'change', change }, createdAt: 1 });
      await store.settle(clientId, { kind: 'stored', seq: 10, at: 1 }, { fence, entry: own });
      const kept = { ...own, body: left(10, 3).body };
      await expectHeld(left(7, 3), left(9, 3), kept);
      await store.repair(
        fence,
        { from: 7, to: 9 },
        sampleHistory([reacted(7, 3), sampleEntry(8, expired(5)), edited(9, 3)]),
      );
      await expectHeld(left(7, 3), left(9, 3), kept);
    });

    it('RT-13, CH-10: in pull mode a frame that tells it takes what its changes say, of those in the same frame too', async () => {
      const view = sampleView({ head: 6, readSeq: 6, unread: 0, mode: 'pull', lastMessage: sampleEntry(6, 'm6') });
      await store.replace(fence, samplePage([view]), 'g2', position(0));
      await store.applySession(
        fence,
        sampleSessionFrame([edited(7, 3), sampleEntry(8, expired(4)), edited(9, 4), edited(10, 5)]),
      );
      await expectHeld(left(7, 3), left(9, 4), edited(10, 5));
    });

    it('RT-12: it shows no preview of what is gone, moves nothing in the list, and the marker brings the count', async () => {
      await begin();
      const before = await record();
      expect(before.unread).toBe(5);
      await store.apply(fence, sampleFrame(7, [sampleEntry(7, expired(6))]));
      expect(await record()).toMatchObject({ lastMessage: null, lastEdit: null, lastAt: 77, head: 7 });
      await store.apply(fence, marker(8, 6, { atSeq: 7, floor: 7 }));
      expect(await record()).toMatchObject({ unread: 0, readSeq: 6 });
    });

    it('RT-13: a marker that tells the floor takes what is below it, also where the stay has ended', async () => {
      await begin();
      const me = store.selfId;
      await store.apply(fence, sampleFrame(7, [sampleEntry(7, { kind: 'member-removed', memberId: me })]));
      await store.apply(fence, marker(8, 4, { unread: 2, atSeq: 7, floor: 5 }));
      expect(await stored()).toEqual([5, 6, 7]);
      expect(await record()).toMatchObject({ visibleFrom: 5, visibleUntil: 7, readSeq: 4, unread: 2 });
      await store.apply(fence, marker(9, 7, { atSeq: 7, floor: 20 }));
      expect(await stored()).toEqual([]);
      expect(await record()).toMatchObject({ visibleFrom: 8, visibleUntil: 7, held: [], lastMessage: null, unread: 0 });
    });

    it('RT-13: a marker may tell the floor before the entries do, and what the session became since is folded', async () => {
      await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2, 'early')]));
      await store.apply(fence, marker(3, 2, { atSeq: 6, floor: 6 }));
      expect(await stored()).toEqual([]);
      await store.apply(
        fence,
        sampleFrame(4, [sampleEntry(3, { kind: 'renamed', title: 'New' }), sampleEntry(6, expired(5))]),
      );
      expect(await stored()).toEqual([6]);
      expect(await record()).toMatchObject({ title: 'New', visibleFrom: 6, lastMessage: null });
    });

    it('RT-13: a snapshot whose view begins later takes what lies before', async () => {
      await begin();
      const view = sampleView({ head: 7, visibleFrom: 6, readSeq: 5, lastMessage: sampleEntry(6, 'm6') });
      await store.replace(fence, samplePage([view]), 'g2', position(9));
      expect(await stored()).toEqual([6]);
      expect(await record()).toMatchObject({ visibleFrom: 6, held: [{ from: 6, to: 6 }] });
    });

    it('RT-13: a page of history that was read before brings nothing back', async () => {
      await begin();
      await store.apply(fence, sampleFrame(7, [sampleEntry(7, expired(5))]));
      await store.fill(fence, sampleHistory([2, 3, 4, 5, 6].map((seq) => sampleEntry(seq, `m${seq}`))));
      expect(await stored()).toEqual([6, 7]);
    });

    it('RT-12, RT-13: in pull mode a frame tells it, and the answer to a follow has the count', async () => {
      const view = sampleView({ head: 6, readSeq: 2, unread: 4, mode: 'pull', lastMessage: sampleEntry(6, 'm6') });
      await store.replace(fence, samplePage([view]), 'g2', position(0));
      await store.fill(fence, sampleHistory([2, 3, 4, 5, 6].map((seq) => sampleEntry(seq, `m${seq}`))));
      expect(await store.applySession(fence, sampleSessionFrame([sampleEntry(7, expired(4))]))).toBe('hole');
      expect(await stored()).toEqual([5, 6, 7]);
      expect(await store.follows()).toMatchObject([{ seq: 6, behind: true }]);
      const after = sampleView({ head: 7, visibleFrom: 5, readSeq: 4, unread: 2, mode: 'pull' });
      await store.catchUp(fence, { epoch: EPOCH, moved: [after], followed: [], users: [] });
      expect(await record()).toMatchObject({ unread: 2, readSeq: 4, checkpoint: 7 });
      expect(await stored()).toEqual([5, 6, 7]);
    });

    it('RT-12: in pull mode one who had read it all asks nothing', async () => {
      const view = sampleView({ head: 6, readSeq: 6, unread: 0, mode: 'pull', lastMessage: sampleEntry(6, 'm6') });
      await store.replace(fence, samplePage([view]), 'g2', position(0));
      expect(await store.applySession(fence, sampleSessionFrame([sampleEntry(7, expired(6))]))).toBe('applied');
      expect(await store.follows()).toMatchObject([{ seq: 7, behind: false }]);
    });

    it('RT-13: the answer to a follow that begins later takes what lies before', async () => {
      const view = sampleView({ head: 6, readSeq: 6, unread: 0, mode: 'pull', lastMessage: sampleEntry(6, 'm6') });
      await store.replace(fence, samplePage([view]), 'g2', position(0));
      await store.fill(fence, sampleHistory([2, 3, 4, 5, 6].map((seq) => sampleEntry(seq, `m${seq}`))));
      const after = sampleView({ head: 9, visibleFrom: 6, readSeq: 6, unread: 0, mode: 'pull' });
      await store.catchUp(fence, { epoch: EPOCH, moved: [after], followed: [], users: [] });
      expect(await stored()).toEqual([6]);
    });
  });
}
