import { beforeEach, describe, expect, it } from 'vitest';
import { FencedError, GapError } from '../device-store.ts';
import type { DeviceStore } from '../device-store.ts';
import { messageKeys } from '../own-marks.ts';
import { auditOnDevice } from './device-store-contract-audit.ts';
import { changesOnDevice } from './device-store-contract-changes.ts';
import { ownDataOnDevice } from './device-store-contract-own.ts';
import { expiryOnDevice } from './device-store-contract-expiry.ts';
import { pullModeOnDevice } from './device-store-contract-pull.ts';
import {
  ALICE,
  BOB,
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

/** What a device store must hold to, whatever it is made of. `open` gives a store on an empty disk of ALICE's. */
export type DeviceStoreHarness = {
  open(): Promise<{
    readonly store: DeviceStore;
    /** Another tab of the same device: a second store on the same disk. */
    another(): Promise<DeviceStore>;
    close(): Promise<void>;
  }>;
};

const position = (checkpoint: number, epoch = EPOCH) => ({ epoch, checkpoint });
const send = (clientId: string, text = 'hello', sessionId = SESSION) =>
  ({ clientId, sessionId, action: { kind: 'send', text }, createdAt: 1 }) as const;
const passedOn = (clientId: string) =>
  ({
    clientId,
    sessionId: SESSION,
    action: {
      kind: 'send',
      text: 'their words',
      forwarded: { authorId: BOB, at: 1 },
      forwardOf: { sessionId: SESSION, seq: 5 },
    },
    createdAt: 1,
  }) as const;
const read = (clientId: string, seq: number) =>
  ({ clientId, sessionId: SESSION, action: { kind: 'read', seq }, createdAt: 1 }) as const;

export function deviceStoreContract(name: string, harness: DeviceStoreHarness): void {
  describe(`device store: ${name}`, () => {
    let opened: Awaited<ReturnType<DeviceStoreHarness['open']>>;
    let store: DeviceStore;
    let fence: number;

    beforeEach(async () => {
      opened = await harness.open();
      store = opened.store;
      fence = await store.acquire();
      return () => opened.close();
    });

    const begin = () => store.replace(fence, samplePage([]), 'g1', position(0));
    const seqs = async () => (await store.entries(SESSION, 0, 1_000)).map((entry) => entry.seq);

    describe('checkpoint', () => {
      it('DV-1: has no position before its first snapshot is whole', async () => {
        expect(await store.position()).toBeNull();
        await store.replace(fence, samplePage([], { next: 'more' }), 'g1', position(4));
        expect(await store.position()).toBeNull();
        await store.replace(fence, samplePage([]), 'g1', position(4));
        expect(await store.position()).toEqual(position(4));
      });

      it('DV-1: moves with the entries of a frame to what the frame covers, holes included', async () => {
        await begin();
        const at = await store.apply(fence, sampleFrame(1, [createdEntry(), null, sampleEntry(2), null]));
        expect(at).toEqual(position(4));
        expect(await store.position()).toEqual(position(4));
        expect(await seqs()).toEqual([1, 2]);
      });

      it('DV-2: refuses a frame beyond the next SeqId, and keeps everything as it was', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry()]));
        await expect(store.apply(fence, sampleFrame(3, [sampleEntry(3)]))).rejects.toThrow(GapError);
        expect(await store.position()).toEqual(position(1));
        expect(await seqs()).toEqual([1]);
      });

      it('DV-2: refuses a frame of another epoch', async () => {
        await begin();
        const foreign = sampleFrame(1, [createdEntry()], { epoch: 'epoch-2' });
        await expect(store.apply(fence, foreign)).rejects.toThrow(GapError);
        expect(await store.position()).toEqual(position(0));
      });

      it('DV-3: applies what is new of an overlapping frame, and nothing of a repeated one', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2)]));
        await store.apply(fence, sampleFrame(2, [sampleEntry(2), sampleEntry(3)]));
        const at = await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2)]));
        expect(at).toEqual(position(3));
        expect(await seqs()).toEqual([1, 2, 3]);
        expect((await store.session(SESSION))?.unread).toBe(2);
      });
    });

    describe('fencing', () => {
      it('TB-1: refuses every write of a tab that leads no more, without a trace', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry()]));
        const other = await opened.another();
        const newer = await other.acquire();
        expect(newer).toBeGreaterThan(fence);
        await expect(store.apply(fence, sampleFrame(2, [sampleEntry(2)]))).rejects.toThrow(FencedError);
        await expect(store.replace(fence, samplePage([]), 'g2', position(9))).rejects.toThrow(FencedError);
        await expect(store.fill(fence, sampleHistory([sampleEntry(2)]))).rejects.toThrow(FencedError);
        expect(await store.position()).toEqual(position(1));
        expect(await seqs()).toEqual([1]);
        await other.apply(newer, sampleFrame(2, [sampleEntry(2)]));
        expect(await seqs()).toEqual([1, 2]);
      });
    });

    describe('sessions', () => {
      it('DV-4: folds a session from its entries: name, members, head, preview, unread', async () => {
        await begin();
        await store.apply(
          fence,
          sampleFrame(1, [
            createdEntry(),
            sampleEntry(2, 'one'),
            sampleEntry(3, 'mine', { authorId: ALICE }),
            sampleEntry(4, { kind: 'renamed', title: 'Ebb' }),
            sampleEntry(5, 'two'),
          ]),
        );
        const record = await store.session(SESSION);
        expect(record).toMatchObject({ title: 'Ebb', memberCount: 2, head: 5, unread: 2, visibleUntil: null });
        expect(record?.lastMessage?.seq).toBe(5);
        expect(record?.held).toEqual([{ from: 1, to: 5 }]);
      });

      it('DV-4: closes a session at the entry that removed this user', async () => {
        await begin();
        const removed = sampleEntry(2, { kind: 'member-removed', memberId: ALICE });
        await store.apply(fence, sampleFrame(1, [createdEntry(), removed]));
        expect(await store.session(SESSION)).toMatchObject({ visibleUntil: 2, head: 2, memberCount: 1 });
      });

      it('DV-14: takes the read marker of another device, counted before and after what is applied', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2), sampleEntry(3), sampleEntry(4)]));
        expect((await store.session(SESSION))?.unread).toBe(3);
        const marker = { kind: 'read', syncSeq: 5, sessionId: SESSION, readSeq: 2, unread: 1, atSeq: 3 } as const;
        await store.apply(fence, sampleFrame(5, [null], { items: [marker] }));
        expect(await store.session(SESSION)).toMatchObject({ readSeq: 2, unread: 2 });
      });

      it('SN-3: a snapshot replaces the list, keeps what is held, and drops what it does not name', async () => {
        await begin();
        const gone = sampleId('5', 2);
        await store.apply(
          fence,
          sampleFrame(1, [createdEntry(), sampleEntry(2), createdEntry({ sessionId: gone, seq: 1 })]),
        );
        await store.replace(fence, samplePage([sampleView({ head: 40, unread: 38, readSeq: 2 })]), 'g2', position(77));
        expect((await store.sessions()).map((record) => record.sessionId)).toEqual([SESSION]);
        expect(await store.session(SESSION)).toMatchObject({ head: 40, unread: 38, held: [{ from: 1, to: 2 }] });
        expect(await store.entries(gone, 0, 10)).toEqual([]);
        expect(await seqs()).toEqual([1, 2]);
        expect(await store.position()).toEqual(position(77));
      });

      it('SN-3: the pages of one snapshot add up; the old position stands until the last', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry()]));
        const second = sampleId('5', 2);
        await store.replace(fence, samplePage([sampleView()], { next: 'c' }), 'g2', position(9));
        expect(await store.position()).toEqual(position(1));
        await store.replace(fence, samplePage([sampleView({ sessionId: second })]), 'g2', position(9));
        expect((await store.sessions()).map((record) => record.sessionId).sort()).toEqual([SESSION, second].sort());
        expect(await store.position()).toEqual(position(9));
      });

      it('DV-13: another epoch takes the held entries away, and leaves the outbox', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2)]));
        await store.enqueue(send(sampleId('c', 90)));
        const page = samplePage([sampleView({ head: 1 })], { epoch: 'epoch-2' });
        await store.replace(fence, page, 'g2', position(3, 'epoch-2'));
        expect(await seqs()).toEqual([]);
        expect((await store.session(SESSION))?.held).toEqual([]);
        expect(await store.outbox()).toHaveLength(1);
      });

      it('DV-15: so does a timeline that ends before the checkpoint, though its epoch is the same', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2), sampleEntry(3)]));
        const other = sampleView({ sessionId: sampleId('5', 2) });
        await store.replace(fence, samplePage([sampleView({ head: 2 })], { next: 'c' }), 'g2', position(2));
        await store.replace(fence, samplePage([other]), 'g2', position(2));
        expect(await seqs()).toEqual([]);
        expect(await store.session(SESSION)).toMatchObject({ head: 2, held: [] });
        expect(await store.position()).toEqual(position(2));
      });

      it('OB-4: what the user does after the first page of another life stays', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2)]));
        await store.enqueue(read(sampleId('c', 96), 1));
        const [life, second] = [{ epoch: 'epoch-2' }, sampleView({ sessionId: sampleId('5', 2) })];
        await store.replace(fence, samplePage([sampleView()], { ...life, next: 'c' }), 'g2', position(3, 'epoch-2'));
        await store.enqueue(read(sampleId('c', 97), 2));
        await store.replace(fence, samplePage([second], life), 'g2', position(3, 'epoch-2'));
        expect((await store.outbox()).map(({ clientId }) => clientId)).toEqual([sampleId('c', 97)]);
      });

      it('OB-8: own messages that go with their life are to be asked for; what the server lost is marked so', async () => {
        await begin();
        const own = (n: number) => ({ authorId: ALICE, clientId: sampleId('c', n) });
        const entries = [
          createdEntry(),
          sampleEntry(2, 'kept', own(92)),
          sampleEntry(3, 'gone', own(93)),
          sampleEntry(4),
          sampleEntry(5, { kind: 'edited', target: 3, text: 'gone, as it read' }, own(97)),
        ];
        await store.apply(fence, sampleFrame(1, entries));
        await store.enqueue(send(sampleId('c', 94)));
        await store.settle(sampleId('c', 94), { kind: 'stored', seq: 9, at: 1 });
        await store.replace(fence, samplePage([], { epoch: 'epoch-2' }), 'g2', position(0, 'epoch-2'));
        const orphans = await store.orphans();
        expect(orphans.map(({ clientId }) => clientId).toSorted()).toEqual([sampleId('c', 92), sampleId('c', 93)]);
        expect((await store.outbox()).map(({ state }) => state.kind)).toEqual(['queued']);
        await store.settleOrphans(fence, { stored: [sampleId('c', 92)], lost: [sampleId('c', 93)] });
        expect(await store.orphans()).toEqual([]);
        const lost = { kind: 'refused', code: 'lost' };
        expect((await store.outbox()).at(-1)).toMatchObject({ action: { text: 'gone, as it read' }, state: lost });
        await store.requeue(sampleId('c', 93));
        expect((await store.outbox()).map(({ state }) => state.kind)).toEqual(['queued', 'queued']);
      });

      it('OB-9: an acknowledged entry is held at once, and told when its turn comes', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry()]));
        const clientId = sampleId('c', 95);
        const entry = sampleEntry(3, 'hello', { authorId: ALICE, clientId });
        await store.enqueue(send(clientId));
        await store.settle(clientId, { kind: 'stored', seq: 3, at: 1 }, { fence, entry });
        expect(await store.session(SESSION)).toMatchObject({
          head: 1,
          held: [
            { from: 1, to: 1 },
            { from: 3, to: 3 },
          ],
        });
        expect(await seqs()).toEqual([1, 3]);
        expect(await store.outbox()).toHaveLength(1);
        await store.apply(fence, sampleFrame(2, [sampleEntry(2), entry]));
        expect(await store.session(SESSION)).toMatchObject({ head: 3, unread: 1, held: [{ from: 1, to: 3 }] });
        expect(await store.outbox()).toEqual([]);
      });

      it('OB-9: an older leader has nothing held', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry()]));
        await store.acquire();
        const entry = sampleEntry(3, 'hello', { authorId: ALICE, clientId: sampleId('c', 95) });
        await store.settle(sampleId('c', 95), { kind: 'stored', seq: 3, at: 1 }, { fence, entry });
        expect(await seqs()).toEqual([1]);
      });
    });

    describe('held ranges', () => {
      beforeEach(async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2)]));
        await store.replace(fence, samplePage([sampleView({ head: 50, visibleFrom: 1 })]), 'g2', position(2));
      });

      it('RG-3: a roaming page joins what is held, by what it covers', async () => {
        await store.fill(fence, sampleHistory([sampleEntry(10), sampleEntry(11)], { covered: { from: 9, to: 12 } }));
        expect((await store.session(SESSION))?.held).toEqual([
          { from: 1, to: 2 },
          { from: 9, to: 12 },
        ]);
        expect(await seqs()).toEqual([1, 2, 10, 11]);
        expect(await store.position()).toEqual(position(2));
      });

      it('RG-3: a page of another epoch, or of a session that is gone, changes nothing', async () => {
        await store.fill(fence, sampleHistory([sampleEntry(10)], { epoch: 'epoch-2' }));
        await store.fill(fence, sampleHistory([sampleEntry(10)], { sessionId: sampleId('5', 9) }));
        expect(await seqs()).toEqual([1, 2]);
      });
    });

    describe('outbox', () => {
      it('OB-1: keeps actions in the order of the user, durable for every tab', async () => {
        await store.enqueue(send(sampleId('c', 91), 'first'));
        const other = await opened.another();
        await other.enqueue(send(sampleId('c', 92), 'second'));
        const items = await store.outbox();
        expect(items.map((item) => item.clientId)).toEqual([sampleId('c', 91), sampleId('c', 92)]);
        expect(items[0]!.order).toBeLessThan(items[1]!.order);
      });

      it('OB-2: an action waits for its entry after the acknowledgement, and goes when it is applied', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry()]));
        const clientId = sampleId('c', 91);
        await store.enqueue(send(clientId));
        await store.settle(clientId, { kind: 'stored', seq: 2, at: 5 });
        expect((await store.outbox())[0]?.state).toEqual({ kind: 'stored', seq: 2, at: 5 });
        await store.apply(fence, sampleFrame(2, [sampleEntry(2, 'hello', { authorId: ALICE, clientId })]));
        expect(await store.outbox()).toEqual([]);
      });

      it('OB-2: the entry may come first; the late acknowledgement then finds nothing to do', async () => {
        await begin();
        const clientId = sampleId('c', 91);
        await store.enqueue(send(clientId));
        await store.apply(
          fence,
          sampleFrame(1, [createdEntry(), sampleEntry(2, 'hello', { authorId: ALICE, clientId })]),
        );
        expect(await store.outbox()).toEqual([]);
        await store.settle(clientId, { kind: 'stored', seq: 2, at: 5 });
        expect(await store.outbox()).toEqual([]);
      });

      it("OB-2: another author's entry under the same client id proves nothing", async () => {
        await begin();
        const clientId = sampleId('c', 91);
        await store.enqueue(send(clientId));
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2, 'x', { authorId: BOB, clientId })]));
        expect(await store.outbox()).toHaveLength(1);
      });

      it('OB-2: a snapshot past the acknowledged SeqId proves it too', async () => {
        await begin();
        const clientId = sampleId('c', 91);
        await store.enqueue(send(clientId));
        await store.settle(clientId, { kind: 'stored', seq: 7, at: 5 });
        await store.replace(fence, samplePage([sampleView({ head: 7 })]), 'g2', position(9));
        expect(await store.outbox()).toEqual([]);
      });

      it('OB-3: a refused action stays with its reason until it is sent again or discarded', async () => {
        const clientId = sampleId('c', 91);
        await store.enqueue(send(clientId));
        await store.settle(clientId, { kind: 'refused', code: 'not-a-member' });
        expect((await store.outbox())[0]?.state).toEqual({ kind: 'refused', code: 'not-a-member' });
        await store.settle(clientId, { kind: 'stored', seq: 3, at: 1 });
        expect((await store.outbox())[0]?.state.kind).toBe('refused');
        await store.requeue(clientId);
        expect((await store.outbox())[0]?.state.kind).toBe('queued');
        await store.discard(clientId);
        expect(await store.outbox()).toEqual([]);
      });

      it('OB-1: another text leaves a message at its place in the order; what is stored keeps its own', async () => {
        await begin();
        const ids = [91, 92, 93].map((n) => sampleId('c', n));
        const [first = '', second = '', third = ''] = ids;
        for (const id of ids) await store.enqueue(send(id));
        await store.settle(second, { kind: 'refused', code: 'text-too-long' });
        await store.settle(third, { kind: 'stored', seq: 9, at: 1 });
        expect(await store.amend(first, 'other words')).toBe(true);
        expect(await store.amend(second, 'fewer words')).toBe(true);
        expect(await store.amend(third, 'too late')).toBe(false);
        expect(await store.amend(sampleId('c', 99), 'never there')).toBe(false);
        const outbox = await store.outbox();
        expect(outbox.map(({ clientId }) => clientId)).toEqual(ids);
        expect(outbox.map(({ state }) => state.kind)).toEqual(['queued', 'queued', 'stored']);
        expect(outbox.slice(0, 2).map(({ action }) => action)).toMatchObject([
          { text: 'other words' },
          { text: 'fewer words' },
        ]);
      });

      it('OB-10: what was changed after it had reached the server follows as an edit, whichever comes first', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry()]));
        const [first, second, third] = [sampleId('c', 1), sampleId('c', 2), sampleId('c', 4)];
        const stored = (seq: number, clientId: string) => sampleEntry(seq, 'at five', { authorId: ALICE, clientId });
        for (const id of [first, second, third]) await store.enqueue(send(id, 'at five'));
        for (const id of [first, second]) await store.amend(id, 'at six');
        await store.amend(third, 'at six');
        await store.amend(third, 'at five');
        // By the frame, and by the answer of the server.
        await store.apply(fence, sampleFrame(2, [stored(2, first)]));
        await store.settle(second, { kind: 'stored', seq: 3, at: 1 }, { fence, entry: stored(3, second) });
        await store.apply(fence, sampleFrame(3, [stored(3, second), stored(4, third)]));
        const edit = (target: number, targetClientId: string) => ({
          action: { kind: 'change', change: { kind: 'edit', target, targetClientId, text: 'at six' } },
          state: { kind: 'queued' },
        });
        const outbox = await store.outbox();
        expect(outbox).toMatchObject([edit(2, first), edit(3, second)]);
        expect(new Set(outbox.map(({ clientId }) => clientId)).size).toBe(2);
        for (const { clientId } of outbox) expect([first, second, third]).not.toContain(clientId);
      });

      it('OB-11: in another life nothing goes out that names a message by a SeqId of the old one', async () => {
        await begin();
        const set = (n: number, key: string) => {
          const action = { kind: 'set', key, value: '1' } as const;
          return store.enqueue({ clientId: sampleId('c', n), sessionId: ALICE, action, createdAt: 1 });
        };
        await set(1, messageKeys.hidden(SESSION, { from: 5, to: 5 }, sampleId('c', 9)));
        await set(2, messageKeys.star({ sessionId: SESSION, seq: 5 }));
        await set(3, messageKeys.unread(SESSION));
        await set(4, 'theme');
        await store.enqueue(send(sampleId('c', 5), 'mine'));
        await store.enqueue(passedOn(sampleId('c', 6)));
        await store.replace(fence, samplePage([sampleView()], { epoch: 'epoch-2' }), 'g2', position(3, 'epoch-2'));
        const [theme, own, forward, ...more] = await store.outbox();
        expect(theme?.action).toMatchObject({ key: 'theme' });
        expect(own?.action).toMatchObject({ text: 'mine' });
        expect(forward).toMatchObject({ action: { text: '' }, state: { kind: 'refused', code: 'target-unknown' } });
        expect(more).toEqual([]);
      });

      it('OB-12: what was to be passed on leaves the device with its source', async () => {
        for (const code of ['target-recalled', 'target-unknown']) {
          await store.enqueue(passedOn(sampleId('c', 1)));
          await store.settle(sampleId('c', 1), { kind: 'refused', code });
          expect(await store.outbox()).toMatchObject([{ action: { text: '' }, state: { kind: 'refused', code } }]);
          await store.enqueue(send(sampleId('c', 2), 'my own words'));
          await store.settle(sampleId('c', 2), { kind: 'refused', code });
          expect((await store.outbox())[1]).toMatchObject({ action: { text: 'my own words' } });
          for (const { clientId } of await store.outbox()) await store.discard(clientId);
        }
      });

      it('OB-4: a later read marker replaces one that is still queued', async () => {
        await begin();
        await store.apply(fence, sampleFrame(1, [createdEntry(), sampleEntry(2), sampleEntry(3)]));
        await store.enqueue(read(sampleId('c', 91), 2));
        await store.enqueue(read(sampleId('c', 92), 3));
        expect((await store.outbox()).map((item) => item.clientId)).toEqual([sampleId('c', 92)]);
        await store.settle(sampleId('c', 92), { kind: 'stored', seq: 3, at: 1 });
        expect(await store.outbox()).toHaveLength(1);
        const marker = { kind: 'read', syncSeq: 4, sessionId: SESSION, readSeq: 3, unread: 0, atSeq: 3 } as const;
        await store.apply(fence, sampleFrame(4, [null], { items: [marker] }));
        expect(await store.outbox()).toEqual([]);
        expect((await store.session(SESSION))?.unread).toBe(0);
      });
    });

    describe('people', () => {
      it('DV-5: keeps the profiles that ride along, the latest winning', async () => {
        await begin();
        const bob = { userId: BOB, username: 'bob', displayName: 'Bob' };
        await store.apply(fence, sampleFrame(1, [createdEntry()], { users: [bob] }));
        await store.putUsers([{ ...bob, displayName: 'Bobby' }]);
        expect((await store.users([BOB, ALICE])).get(BOB)?.displayName).toBe('Bobby');
        expect((await store.users([ALICE])).size).toBe(0);
      });
    });

    changesOnDevice(harness);
    ownDataOnDevice(harness);
    expiryOnDevice(harness);
    pullModeOnDevice(harness);
    auditOnDevice(harness);
  });
}
