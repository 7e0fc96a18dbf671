import { beforeEach, describe, expect, it } from 'vitest';
import { FencedError } from '../device-store.ts';
import type { DeviceStore } from '../device-store.ts';
import type { EntryBody } from '../entry.ts';
import type { ChangesPage } from '../pages.ts';
import type { DeviceStoreHarness } from './device-store-contract.ts';
import {
  ALICE,
  BOB,
  EPOCH,
  SESSION,
  createdEntry,
  sampleEntry,
  sampleFollow,
  sampleFrame,
  sampleHistory,
  samplePage,
  sampleSessionFrame,
  sampleView,
} from './samples.ts';

/** Changes of messages in a device's store (SPEC CH). */
export function changesOnDevice(harness: DeviceStoreHarness): void {
  describe('changes of messages', () => {
    let store: DeviceStore;
    let fence: number;

    const position = (checkpoint: number) => ({ epoch: EPOCH, checkpoint });
    const edited = (target: number, text: string): EntryBody => ({ kind: 'edited', target, text });
    const reacted = (target: number, on = true): EntryBody => ({ kind: 'reacted', target, emoji: '👍', on });
    const recalled = (target: number): EntryBody => ({ kind: 'recalled', target, targetAuthorId: BOB });
    const page = (changes: ChangesPage['changes'], over: Partial<ChangesPage> = {}): ChangesPage => ({
      sessionId: SESSION,
      epoch: EPOCH,
      after: 0,
      to: Math.max(0, ...changes.map(({ seq }) => seq)),
      changes,
      users: [],
      ...over,
    });
    const bodies = async () => (await store.entries(SESSION, 0, 99)).map(({ body }) => body);
    const state = async (seq: number) => (await store.states(SESSION, seq, seq))[0];
    const record = async () => (await store.session(SESSION)) ?? expect.fail('the session is gone');

    beforeEach(async () => {
      const opened = await harness.open();
      store = opened.store;
      fence = await store.acquire();
      await store.replace(fence, samplePage([]), 'g1', position(0));
      return () => opened.close();
    });

    const begin = (...more: readonly (EntryBody | string)[]) =>
      store.apply(fence, sampleFrame(1, [createdEntry(), ...more.map((body, i) => sampleEntry(i + 2, body))]));

    it('CH-2: knows the pinned messages of a session without looking at the others', async () => {
      const pinned = (target: number, on = true): EntryBody => ({ kind: 'pinned', target, on });
      const seqs = async () => (await store.pinned(SESSION)).map(({ seq }) => seq);
      await begin('a', 'b', 'c', 'd', pinned(4), pinned(2), pinned(3), reacted(5), pinned(3, false));
      expect(await seqs()).toEqual([2, 4]);
      expect((await store.pinned(SESSION))[0]).toEqual(await state(2));
      expect(await store.pinned('another')).toEqual([]);
      await store.apply(fence, sampleFrame(11, [sampleEntry(11, recalled(4)), sampleEntry(12, reacted(2))]));
      expect(await seqs()).toEqual([2]);
    });

    it('CH-2: keeps what is in force on a message, and the message as it was written', async () => {
      await begin('first', edited(2, 'second'), reacted(2), reacted(2, false), reacted(2), edited(2, 'third'));
      expect(await state(2)).toEqual({
        sessionId: SESSION,
        seq: 2,
        edits: [
          { seq: 3, at: sampleEntry(3).at, text: 'second' },
          { seq: 7, at: sampleEntry(7).at, text: 'third' },
        ],
        recalledBy: null,
        reactions: [{ seq: 6, userId: BOB, emoji: '👍', on: true }],
        pin: null,
      });
      expect((await bodies())[1]).toEqual({ kind: 'message', text: 'first' });
      expect(await state(3)).toBeUndefined();
    });

    it('CH-4: a recall takes the content out of the message and of its edits', async () => {
      await begin('first', edited(2, 'second'), 'another', recalled(2));
      expect(await bodies()).toEqual([
        createdEntry().body,
        { kind: 'message-recalled', by: 5 },
        { kind: 'edit-recalled', target: 2, by: 5 },
        { kind: 'message', text: 'another' },
        recalled(2),
      ]);
      expect(await state(2)).toMatchObject({ edits: [], reactions: [], recalledBy: 5 });
    });

    it('CH-4: also in a later frame, and of a message that comes after its recall', async () => {
      await begin('first', edited(2, 'second'));
      await store.apply(fence, sampleFrame(4, [sampleEntry(4, recalled(2))]));
      expect((await bodies())[1]).toEqual({ kind: 'message-recalled', by: 4 });
      await store.fill(fence, sampleHistory([sampleEntry(2, 'first'), sampleEntry(3, edited(2, 'second'))]));
      expect((await bodies()).slice(1, 3)).toEqual([
        { kind: 'message-recalled', by: 4 },
        { kind: 'edit-recalled', target: 2, by: 4 },
      ]);
    });

    it('CH-5: a page of history brings what is in force on it, whatever else is held', async () => {
      const view = sampleView({ head: 9 });
      await store.replace(fence, samplePage([view]), 'g2', position(0));
      const entries = [sampleEntry(2, 'first'), sampleEntry(3, 'second')];
      const changes = [sampleEntry(7, edited(2, 'better')), sampleEntry(8, reacted(3))];
      await store.fill(fence, sampleHistory(entries, { head: 9, changes }));
      expect((await state(2))?.edits.map(({ text }) => text)).toEqual(['better']);
      expect((await state(3))?.reactions).toHaveLength(1);
      expect((await record()).held).toEqual([{ from: 2, to: 3 }]);
      expect(await store.missedChanges()).toEqual([]);
    });

    it('CH-5 CH-6: of a page that cannot bring all changes of a message the others are asked for', async () => {
      await store.replace(fence, samplePage([sampleView({ head: 9 })]), 'g2', position(0));
      const reactedBy = (seq: number) => sampleEntry(seq, reacted(2), { authorId: `reader ${seq}` });
      const newest = { head: 9, changes: [reactedBy(8), reactedBy(9)], changesTo: 2 };
      await store.fill(fence, sampleHistory([sampleEntry(2, 'first')], newest));
      expect((await state(2))?.reactions).toHaveLength(2);
      expect(await store.missedChanges()).toEqual([{ sessionId: SESSION, after: 2 }]);
      await store.putChanges(fence, page([5, 6, 7, 8, 9].map(reactedBy), { after: 2, to: 9 }));
      expect((await state(2))?.reactions).toHaveLength(5);
      expect(await store.missedChanges()).toEqual([]);
    });

    it('CH-6: a snapshot that goes past what is held leaves its changes to be asked for', async () => {
      await begin('first');
      await store.replace(fence, samplePage([sampleView({ head: 9 })]), 'g2', position(9));
      expect(await store.missedChanges()).toEqual([{ sessionId: SESSION, after: 2 }]);
      await store.putChanges(fence, page([sampleEntry(5, edited(2, 'second'))], { after: 2, to: 6 }));
      expect(await store.missedChanges()).toEqual([{ sessionId: SESSION, after: 6 }]);
      await store.putChanges(fence, page([sampleEntry(8, recalled(2))], { after: 6, to: 9 }));
      expect(await store.missedChanges()).toEqual([]);
      expect((await bodies())[1]).toEqual({ kind: 'message-recalled', by: 8 });
    });

    it('CH-6: an answer that leaves some out moves nothing, and one of another life is passed over', async () => {
      await begin('first');
      await store.replace(fence, samplePage([sampleView({ head: 9 })]), 'g2', position(9));
      await store.putChanges(fence, page([sampleEntry(8, reacted(2))], { after: 6, to: 9 }));
      expect(await store.missedChanges()).toEqual([{ sessionId: SESSION, after: 2 }]);
      await store.putChanges(fence, page([], { after: 2, to: 9, epoch: 'epoch-2' }));
      expect(await store.missedChanges()).toEqual([{ sessionId: SESSION, after: 2 }]);
    });

    it('CH-6: what holds nothing missed nothing', async () => {
      await store.replace(fence, samplePage([sampleView({ head: 9 })]), 'g2', position(9));
      expect(await store.missedChanges()).toEqual([]);
    });

    it('CH-6 OB-9: a late answer about an entry that a snapshot went past leaves its changes to be asked for', async () => {
      await store.replace(fence, samplePage([sampleView({ head: 9 })]), 'g2', position(9));
      const own = sampleEntry(5, 'mine', { authorId: ALICE });
      await store.settle('none', { kind: 'stored', seq: 5, at: 0 }, { fence, entry: own });
      expect(await store.missedChanges()).toEqual([{ sessionId: SESSION, after: 5 }]);
    });

    it('CH-6: a message that is told after the answer to a follow went past it leaves its changes to be asked for', async () => {
      const view = sampleView({ head: 1, mode: 'pull' });
      await store.replace(fence, samplePage([view]), 'g2', position(0));
      await store.catchUp(fence, sampleFollow([{ ...view, head: 9 }]));
      expect(await store.missedChanges()).toEqual([]);
      // its sync timeline tells of a time in which the session was in push mode
      await store.apply(
        fence,
        sampleFrame(1, [sampleEntry(4, edited(2, 'b')), sampleEntry(5, 'm5'), sampleEntry(6, 'm6')]),
      );
      expect(await store.missedChanges()).toEqual([{ sessionId: SESSION, after: 6 }]);
      await store.putChanges(fence, page([sampleEntry(8, reacted(5))], { after: 6, to: 9 }));
      expect((await state(5))?.reactions).toHaveLength(1);
      expect(await store.missedChanges()).toEqual([]);
      await store.apply(fence, sampleFrame(4, [sampleEntry(6, 'm6')]));
      expect(await store.missedChanges()).toEqual([]);
    });

    it('CH-6: a snapshot whose end is told of once more leaves nothing to be asked for', async () => {
      await store.replace(fence, samplePage([sampleView({ head: 9 })]), 'g2', position(0));
      await store.apply(
        fence,
        sampleFrame(1, [sampleEntry(7, 'm7'), sampleEntry(8, edited(7, 'b')), sampleEntry(9, 'm9')]),
      );
      expect(await store.missedChanges()).toEqual([]);
    });

    it('CH-6 TB-1: a tab that leads no more puts no changes in place', async () => {
      await begin('first');
      await store.acquire();
      await expect(store.putChanges(fence, page([]))).rejects.toThrow(FencedError);
    });

    it('CH-7: what is recalled is not unread, whether it came before its recall or with it', async () => {
      await begin('one', 'two', 'three');
      expect((await record()).unread).toBe(3);
      await store.apply(fence, sampleFrame(5, [sampleEntry(5, recalled(3))]));
      expect((await record()).unread).toBe(2);
      const gone = sampleEntry(6, { kind: 'message-recalled', by: 7 });
      await store.apply(fence, sampleFrame(6, [gone, sampleEntry(7, recalled(6))]));
      expect((await record()).unread).toBe(2);
    });

    it('CH-7: a marker of another device counts what was recalled since the server counted', async () => {
      await begin('one', 'two', 'three', recalled(4));
      const read = { kind: 'read', sessionId: SESSION, readSeq: 2, unread: 2, atSeq: 4 } as const;
      const frame = sampleFrame(6, []);
      await store.apply(fence, { ...frame, to: 6, head: 6, items: [{ ...read, syncSeq: 6 }] });
      expect((await record()).unread).toBe(1);
    });

    it('CH-7 DV-4: the preview follows the edits and the recall of the last message', async () => {
      await begin('first', edited(2, 'second'));
      expect(await record()).toMatchObject({ lastMessage: { seq: 2 }, lastEdit: { seq: 3 } });
      await store.apply(fence, sampleFrame(4, [sampleEntry(4, recalled(2))]));
      const left = { seq: 2, body: { kind: 'message-recalled', by: 4 } };
      expect(await record()).toMatchObject({ lastMessage: left, lastEdit: null });
    });

    it('CH-7: no page that was read before a recall brings its text back into the list', async () => {
      await begin('first', recalled(2));
      const before = sampleHistory([sampleEntry(2, 'first')], { head: 2 });
      await store.repair(fence, { from: 2, to: 2 }, before);
      expect((await record()).lastMessage?.body).toEqual({ kind: 'message-recalled', by: 3 });
      await store.fill(fence, before);
      expect((await record()).lastMessage?.body).toEqual({ kind: 'message-recalled', by: 3 });
    });

    it('CH-7 CH-6: a recall that comes with the changes that were asked for takes the preview too', async () => {
      await begin('first');
      await store.putChanges(fence, page([sampleEntry(3, recalled(2))]));
      expect((await record()).lastMessage?.body).toEqual({ kind: 'message-recalled', by: 3 });
    });

    it('CH-4: an edit loses its text to what the server has in its place, also where its message is not held', async () => {
      await begin();
      await store.apply(fence, sampleFrame(2, [sampleEntry(2, edited(1, 'secret'))]));
      await store.putChanges(fence, page([sampleEntry(2, { kind: 'edit-recalled', target: 1, by: 3 })]));
      expect(await bodies()).toContainEqual({ kind: 'edit-recalled', target: 1, by: 3 });
    });

    it('CH-1: a change moves no session in the list', async () => {
      await begin('first');
      const { lastAt } = await record();
      await store.apply(fence, sampleFrame(3, [sampleEntry(3, reacted(2))]));
      expect(await record()).toMatchObject({ lastAt, head: 3, unread: 1 });
    });

    it('CH-4 MD-8: all of it in pull mode too', async () => {
      await store.replace(fence, samplePage([sampleView({ mode: 'pull', head: 1 })]), 'g2', position(0));
      await store.applySession(fence, sampleSessionFrame([sampleEntry(2, 'first'), sampleEntry(3, edited(2, 'x'))]));
      expect((await state(2))?.edits).toHaveLength(1);
      await store.applySession(fence, sampleSessionFrame([sampleEntry(4, recalled(2))]));
      expect((await bodies())[0]).toEqual({ kind: 'message-recalled', by: 4 });
      expect((await record()).unread).toBe(0);
    });

    it('CH-4: nothing is left of the states of what goes', async () => {
      await begin('first', edited(2, 'second'));
      await store.replace(fence, samplePage([]), 'g2', position(9));
      expect(await store.states(SESSION, 0, 99)).toEqual([]);
    });
  });
}
