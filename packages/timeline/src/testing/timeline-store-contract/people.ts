import { describe, expect, it } from 'vitest';
import { REFUSED, type Scene } from './scene.ts';
import { trio } from './writing.ts';

/** How far members have got, and who may know of whom (SPEC EP-3, EP-4). */
export function peopleRules(scene: () => Scene): void {
  describe('receipts', () => {
    const receipts = (s: Scene, userId: string, sessionId: string, mostMembers = 100) =>
      s.store.receipts({ userId, sessionId, mostMembers });

    it('EP-4: are a state of each member now, in order of joining', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 3); // 2, 3, 4
      await s.add(session, ann, cid); // 5
      await s.store.markRead({ userId: ben, sessionId: session, seq: 3 });
      const of = (userId: string, readSeq: number) => ({ userId, readSeq, deliveredSeq: readSeq });
      const [first, second] = [ann, ben].toSorted();
      const expected = [of(first ?? '', first === ben ? 3 : 1), of(second ?? '', second === ben ? 3 : 1), of(cid, 5)];
      expect(await receipts(s, cid, session)).toEqual({ receipts: expected });
      await s.remove(session, ann, ben);
      expect(await receipts(s, ann, session)).toEqual({ receipts: [of(ann, 1), of(cid, 5)] });
    });

    it('EP-4: say what some device of a member has, which is at least what they have read', async () => {
      const s = scene();
      const [ann, ben] = await trio(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]); // 1 of the device's timeline, and so on
      await s.sayMany(session, ann, 3);
      const epoch = await s.store.epoch();
      const deliveredTo = async () => {
        const answer = await receipts(s, ann, session);
        return 'receipts' in answer ? answer.receipts?.find(({ userId }) => userId === ben) : undefined;
      };
      await s.store.ackSync({ ...device, epoch, checkpoint: 3 });
      expect(await deliveredTo()).toEqual({ userId: ben, readSeq: 1, deliveredSeq: 3 });
      await s.store.markRead({ userId: ben, sessionId: session, seq: 4 });
      expect(await deliveredTo()).toEqual({ userId: ben, readSeq: 4, deliveredSeq: 4 });
    });

    it('EP-2, EP-4: are for members only, and not of a session with more of them than asked for', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben]);
      expect(await receipts(s, ann, session, 1)).toEqual({ receipts: null });
      expect(await receipts(s, cid, session)).toEqual(REFUSED('session-unknown'));
      expect(await receipts(s, cid, session, 1)).toEqual(REFUSED('session-unknown'));
      await s.remove(session, ann, ben);
      expect(await receipts(s, ben, session)).toEqual(REFUSED('not-a-member'));
    });
  });

  describe('companions', () => {
    it('EP-3: are those with whom one shares the session that one names, now', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const group = await s.group(ann, [ben]);
      const direct = await s.direct(ben, cid);
      const ask = async (userId: string, ...asked: readonly (readonly [string, string])[]) => {
        const pairs = asked.map(([sessionId, otherId]) => ({ sessionId, userId: otherId }));
        const found = await s.store.companions({ userId, asked: pairs, mostMembers: 2 });
        return found.map((one) => one.userId).toSorted();
      };
      expect(await ask(ben, [group, ann], [direct, cid], [group, ann])).toEqual([ann, cid].toSorted());
      // Neither by a session that the other is not in, nor by one that the asker is not in.
      expect(await ask(ben, [group, cid], [direct, ann])).toEqual([]);
      expect(await ask(ann, [direct, cid], [direct, ben], [s.id(), ben])).toEqual([]);
      await s.add(group, ann, cid);
      expect(await ask(ben, [group, ann])).toEqual([]);
      await s.remove(group, ann, cid);
      expect(await ask(cid, [group, ann])).toEqual([]);
      expect(await ask(ann, [group, cid], [group, ben])).toEqual([ben]);
    });

    it('EP-3: come with the time at which one of their devices was last seen', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben, cid]);
      const now = await s.fixture.now();
      const [old, recent, gone] = [await s.device(ben), await s.device(ben), await s.device(ben)];
      await s.store.touchDevice(ben, old.deviceId, now + 60_000);
      await s.store.touchDevice(ben, recent.deviceId, now + 120_000);
      await s.store.touchDevice(ben, gone.deviceId, now + 180_000);
      await s.store.revokeDevice(ben, gone.deviceId);
      const asked = [ben, cid].map((userId) => ({ sessionId: session, userId }));
      const found = await s.store.companions({ userId: ann, asked, mostMembers: 100 });
      expect(found).toHaveLength(2);
      expect(found).toContainEqual({ userId: ben, lastSeenAt: now + 120_000 });
      expect(found).toContainEqual({ userId: cid, lastSeenAt: null });
    });
  });
}
