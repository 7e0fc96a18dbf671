import { beforeEach, describe, expect, it } from 'vitest';
import { FencedError } from '../device-store.ts';
import { LOST } from '../device/life.ts';
import type { DeviceStore } from '../device-store.ts';
import { NO_DIGEST, digestOf, syncDigestOf } from '../digest.ts';
import type { Entry } from '../entry.ts';
import type { HistoryPage } from '../pages.ts';
import type { DeviceStoreHarness } from './device-store-contract.ts';
import {
  ALICE,
  EPOCH,
  SESSION,
  createdEntry,
  sampleEntry,
  sampleFrame,
  sampleHistory,
  sampleId,
  samplePage,
  sampleView,
} from './samples.ts';

/** A device's store compared with the server's, and put right (SPEC AU-5 to AU-8). */
export function auditOnDevice(harness: DeviceStoreHarness): void {
  describe('the audit', () => {
    let opened: Awaited<ReturnType<DeviceStoreHarness['open']>>;
    let store: DeviceStore;
    let fence: number;

    const mine = (seq: number, text: string, clientId = sampleId('c', seq)) =>
      sampleEntry(seq, text, { authorId: ALICE, clientId });
    const stored = () => store.entries(SESSION, 0, 1_000);
    const page = (entries: readonly Entry[], over: Partial<HistoryPage> = {}) => sampleHistory(entries, over);
    const waiting = async () =>
      (await store.outbox()).map(({ clientId, action, state }) => ({ clientId, action, state }));

    /** What the device has: 1 to 6, of which 3 and 5 are its own. */
    const HELD = [createdEntry(), sampleEntry(2), mine(3, 'three'), sampleEntry(4), mine(5, 'five'), sampleEntry(6)];

    beforeEach(async () => {
      opened = await harness.open();
      store = opened.store;
      fence = await store.acquire();
      await store.replace(fence, samplePage([]), 'g1', { epoch: EPOCH, checkpoint: 0 });
      await store.apply(fence, sampleFrame(1, HELD));
      return () => opened.close();
    });

    it('AU-1: digests are of what is stored, range by range', async () => {
      const ranges = [
        { from: 3, to: 6 },
        { from: 1, to: 2 },
        { from: 7, to: 9 },
      ];
      expect(await store.digests(SESSION, ranges)).toEqual([
        { from: 3, to: 6, count: 4, digest: digestOf(HELD.slice(2)) },
        { from: 1, to: 2, count: 2, digest: digestOf(HELD.slice(0, 2)) },
        { from: 7, to: 9, count: 0, digest: NO_DIGEST },
      ]);
      expect(await store.digests(sampleId('5', 9), [{ from: 1, to: 1 }])).toMatchObject([{ count: 0 }]);
    });

    it('AU-5: a page takes the place of what was held in its stretch, and of nothing else', async () => {
      const right = sampleEntry(4, 'as it is');
      const repair = await store.repair(fence, { from: 2, to: 5 }, page([HELD[1]!, HELD[2]!, right, HELD[4]!]));
      expect(repair).toEqual({ changed: 1, orphans: 0 });
      expect(await stored()).toEqual([...HELD.slice(0, 3), right, ...HELD.slice(4)]);
      expect((await store.session(SESSION))?.held).toEqual([{ from: 1, to: 6 }]);
      expect(await store.outbox()).toEqual([]);
    });

    it('AU-5: a page that reaches further changes its stretch only', async () => {
      const wrong = [sampleEntry(1, 'x'), sampleEntry(2, 'right'), sampleEntry(3, 'y')];
      expect(await store.repair(fence, { from: 2, to: 2 }, page(wrong))).toEqual({ changed: 1, orphans: 0 });
      expect(await stored()).toEqual([HELD[0], sampleEntry(2, 'right'), ...HELD.slice(2)]);
    });

    it('AU-5: what the server does not have goes, and is held no more where the page does not cover it', async () => {
      const without = page([HELD[1]!, HELD[3]!], { covered: { from: 2, to: 4 } });
      expect(await store.repair(fence, { from: 2, to: 4 }, without)).toMatchObject({ changed: 1 });
      expect((await stored()).map(({ seq }) => seq)).toEqual([1, 2, 4, 5, 6]);
      expect((await store.session(SESSION))?.held).toEqual([{ from: 1, to: 6 }]);
      const nothing = page([HELD[0]!], { covered: null, entries: [] });
      expect(await store.repair(fence, { from: 6, to: 6 }, nothing)).toEqual({ changed: 1, orphans: 0 });
      expect((await stored()).map(({ seq }) => seq)).toEqual([1, 2, 4, 5]);
      expect((await store.session(SESSION))?.held).toEqual([{ from: 1, to: 5 }]);
    });

    it('AU-5: the preview is put right with the entry that it shows', async () => {
      await store.repair(fence, { from: 6, to: 6 }, page([sampleEntry(6, 'as it is')]));
      expect((await store.session(SESSION))?.lastMessage?.body).toEqual({ kind: 'message', text: 'as it is' });
    });

    it('AU-5: a page of another epoch, of another session or of a tab that leads no more changes nothing', async () => {
      const wrong = [sampleEntry(4, 'wrong')];
      const stretch = { from: 4, to: 4 };
      await store.repair(fence, stretch, page(wrong, { epoch: 'epoch-2' }));
      await store.repair(fence, stretch, page(wrong, { sessionId: sampleId('5', 9) }));
      await (await opened.another()).acquire();
      await expect(store.repair(fence, stretch, page(wrong))).rejects.toThrow(FencedError);
      await expect(store.noteAudited(fence, audited())).rejects.toThrow(FencedError);
      expect(await stored()).toEqual(HELD);
    });

    it('AU-6: an own message that the server does not have there is asked for, and waits in the outbox when it is lost', async () => {
      const theirs = sampleEntry(3, 'theirs', { clientId: sampleId('c', 77) });
      const repair = await store.repair(fence, { from: 3, to: 5 }, page([theirs, HELD[3]!, HELD[4]!]));
      expect(repair).toEqual({ changed: 1, orphans: 1 });
      const clientId = sampleId('c', 3);
      expect(await store.orphans()).toEqual([{ sessionId: SESSION, clientId, text: 'three', at: HELD[2]!.at }]);
      expect(await store.outbox()).toEqual([]);
      await store.settleOrphans(fence, { stored: [], lost: [clientId] });
      const action = { kind: 'send', text: 'three' };
      expect(await waiting()).toEqual([{ clientId, action, state: { kind: 'refused', code: LOST } }]);
      await store.requeue(clientId);
      expect((await waiting())[0]?.state).toEqual({ kind: 'queued' });
    });

    it('AU-6: what the server has there under its client id, or word for word, is not asked for', async () => {
      const changed = [mine(3, 'another text'), HELD[3]!, mine(5, 'five', sampleId('c', 99))];
      expect(await store.repair(fence, { from: 3, to: 5 }, page(changed))).toEqual({ changed: 2, orphans: 0 });
      expect(await store.orphans()).toEqual([]);
    });

    it('AU-6: what is held elsewhere, or waits already, is not asked for', async () => {
      await store.apply(fence, sampleFrame(7, [mine(7, 'three', sampleId('c', 3))]));
      await store.enqueue({
        clientId: sampleId('c', 5),
        sessionId: SESSION,
        action: { kind: 'send', text: 'five' },
        createdAt: 1,
      });
      const none = page([HELD[3]!], { covered: { from: 3, to: 5 } });
      expect(await store.repair(fence, { from: 3, to: 5 }, none)).toEqual({ changed: 2, orphans: 0 });
      expect(await store.orphans()).toEqual([]);
      expect(await waiting()).toMatchObject([{ clientId: sampleId('c', 5), state: { kind: 'queued' } }]);
    });

    it('AU-7: what is told adds up in the transaction that applies it, since the base', async () => {
      const all = sampleFrame(1, HELD).items;
      const before = { epoch: EPOCH, base: 0, checkpoint: 6, digest: syncDigestOf(all) };
      expect(await store.syncDigest()).toEqual(before);
      const marker = { kind: 'read', syncSeq: 8, sessionId: SESSION, readSeq: 3, unread: 0, atSeq: 6 } as const;
      const more = sampleFrame(6, [HELD[5]!, sampleEntry(7), null]);
      await store.apply(fence, { ...more, items: [...more.items, marker] });
      const fresh = more.items.slice(1);
      const digest = syncDigestOf([...all, ...fresh]);
      expect(await store.syncDigest()).toEqual({ epoch: EPOCH, base: 0, checkpoint: 8, digest });
      await store.syncCompared(fence, before);
      const rest = { epoch: EPOCH, base: 6, checkpoint: 8, digest: syncDigestOf(fresh) };
      expect(await store.syncDigest()).toEqual(rest);
      await store.syncCompared(fence, before);
      expect(await store.syncDigest()).toEqual(rest);
    });

    it('AU-7: a snapshot begins anew', async () => {
      await store.replace(fence, samplePage([sampleView()]), 'g2', { epoch: EPOCH, checkpoint: 40 });
      expect(await store.syncDigest()).toEqual({ epoch: EPOCH, base: 40, checkpoint: 40, digest: NO_DIGEST });
    });

    it('AU-7: there is nothing to compare before the first snapshot', async () => {
      const other = await harness.open();
      expect(await other.store.syncDigest()).toBeNull();
      await other.close();
    });

    it('AU-8: notes what was audited of a session, the latest in place of the one before', async () => {
      await store.noteAudited(fence, audited());
      await store.noteAudited(fence, audited(2));
      await store.noteAudited(fence, { ...audited(), sessionId: sampleId('5', 2) });
      expect([...(await store.audited()).values()].toSorted((a, b) => a.at - b.at)).toEqual([
        { ...audited(), sessionId: sampleId('5', 2) },
        audited(2),
      ]);
    });

    it('HS-8: notes what was counted by days of a session, the latest in place of the one before', async () => {
      const known = (upTo: number) => ({
        sessionId: SESSION,
        epoch: EPOCH,
        zone: 'Europe/Berlin',
        head: 9,
        floor: 1,
        upTo,
        days: [{ day: '2026-11-25', messages: upTo, first: 2 }],
      });
      expect(await store.days(SESSION)).toBeNull();
      await store.noteDays(fence, known(4));
      await store.noteDays(fence, known(9));
      expect(await store.days(SESSION)).toEqual(known(9));
      await expect(store.noteDays(fence - 1, known(4))).rejects.toThrow(FencedError);
    });

    function audited(at = 1) {
      return { sessionId: SESSION, epoch: EPOCH, at, ranges: [{ from: 1, to: 5 + at }] };
    }
  });
}
