import { describe, expect, it } from 'vitest';
import type { SeqId } from '../../seq.ts';
import type { ExpireOutcome } from '../../timeline-store.ts';
import { entriesOf, pageOf, seqsOf, some, upTo } from './scene.ts';
import type { DeviceRef, Scene } from './scene.ts';
import { pair } from './writing.ts';

const EVER = 8_000_000_000_000;

/** Everything up to `seq` expires: what follows it was said an hour later. */
async function expireUpTo(s: Scene, sessionId: string, seq: SeqId): Promise<ExpireOutcome> {
  const outcome = some(await s.store.expire({ sessionId, before: EVER }));
  expect(outcome.floor).toBe(seq + 1);
  return outcome;
}

/** A session of two with SeqIds 1 to 5, of which all expire with the entry 6; then `more` messages. */
async function expired(s: Scene, more = 2) {
  const [ann, ben] = await pair(s);
  const device = await s.device(ben);
  const session = await s.group(ann, [ben], { history: 'all' });
  const clientId = s.id();
  await s.store.append([{ sessionId: session, authorId: ann, clientId, text: 'secret' }]);
  await s.sayMany(session, ann, 3);
  const outcome = await expireUpTo(s, session, 5);
  if (more > 0) await s.sayMany(session, ann, more);
  return { ann, ben, device, session, clientId, outcome };
}

const itemsFor = (device: DeviceRef, { deliveries }: ExpireOutcome) =>
  deliveries.find(({ deviceId }) => deviceId === device.deviceId)?.items ?? [];

export function expiryRules(scene: () => Scene, withThreshold: (pullThreshold: number) => Promise<Scene>): void {
  describe('messages that expire', () => {
    it('RT-9: what has expired is in no history, digest or preview, and not among the changes', async () => {
      const s = scene();
      const { ann, ben, device, session } = await expired(s, 0);
      expect(seqsOf(await s.readBack(session, ben))).toEqual([6]);
      expect(await s.history(session, ann, { at: 'before', seq: 6 })).toMatchObject({
        covered: null,
        floor: 6,
        head: 6,
      });
      const around = await s.history(session, ben, { at: 'around', seq: 2 });
      expect(around).toMatchObject({ covered: { from: 6, to: 6 }, floor: 6 });
      const digests = await s.store.digests({ userId: ben, sessionId: session, ranges: [{ from: 1, to: 5 }] });
      expect(digests).toMatchObject({ ranges: [{ count: 0 }] });
      expect(await s.view(device, session)).toMatchObject({ visibleFrom: 6, head: 6, lastMessage: null, unread: 0 });
      const changes = await s.store.changes({ userId: ben, sessionId: session, after: 0, limit: 9 });
      expect(changes).toMatchObject({ changes: [], to: 6 });
      const [said] = await s.sayMany(session, ann, 1);
      expect(await s.view(device, session)).toMatchObject({ lastMessage: said, unread: 1 });
    });

    it('RT-9: nothing can be done any more to a message that has expired', async () => {
      const s = scene();
      const { ann, ben, session } = await expired(s);
      const change = { kind: 'react', emoji: '🌊', on: true, target: 2 } as const;
      const { outcomes } = await s.store.append([{ sessionId: session, authorId: ben, clientId: s.id(), change }]);
      expect(outcomes).toEqual([{ outcome: 'refused', reason: 'target-unknown' }]);
      expect(await s.store.markRead({ userId: ann, sessionId: session, seq: 3 })).toMatchObject({ readSeq: 5 });
    });

    it('RT-9: who joins an open session afterwards reads from the floor on', async () => {
      const s = scene();
      const { ann, session } = await expired(s);
      const cat = await s.person();
      const device = await s.device(cat);
      const { entry } = await s.add(session, ann, cat);
      expect(entry.body).toMatchObject({ kind: 'members-added', visibleFrom: 6 });
      expect(await s.view(device, session)).toMatchObject({ visibleFrom: 6, readSeq: 9 });
      expect(seqsOf(await s.readBack(session, cat))).toEqual([6, 7, 8, 9]);
    });

    it('RT-10: the longest beginning goes whose entries are all older, and stops at the first that is not', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann, [ben]);
      const now = await s.fixture.now();
      const times = [now - 5_000, now - 90_000_000, now - 80_000_000, now + 50_000_000, now - 70_000_000];
      for (const at of times) {
        await s.store.append([{ sessionId: session, authorId: ann, clientId: s.id(), text: 'at', at }]);
      }
      const expire = (before: number) => s.store.expire({ sessionId: session, before });
      // the session itself, and its first message, are younger than the old ones behind them
      expect(await expire(now - 60_000_000)).toBeNull();
      expect(await expire(now + 40_000_000)).toMatchObject({ floor: 5 });
      expect(await expire(now + 40_000_000)).toBeNull();
      expect(await expire(now + 50_000_000)).toBeNull();
      expect(await expire(now + 50_000_001)).toMatchObject({ floor: 7 });
      expect(await s.store.expire({ sessionId: s.id(), before: EVER })).toBeNull();
    });

    it('RT-10: an entry that says what has expired lets nothing expire by itself', async () => {
      const s = scene();
      const { ann, ben, session } = await expired(s, 0);
      expect(await s.store.expire({ sessionId: session, before: EVER })).toBeNull();
      await s.sayMany(session, ann, 1);
      await expireUpTo(s, session, 7);
      expect(seqsOf(await s.readBack(session, ben))).toEqual([8]);
    });

    it('RT-11: a retry of what has expired gets its first result, without what was said', async () => {
      const s = scene();
      const { ann, session, clientId } = await expired(s);
      const { outcomes } = await s.store.append([
        { sessionId: session, authorId: ann, clientId, text: 'secret' },
        { sessionId: session, authorId: ann, clientId, text: 'another' },
      ]);
      const entry = { seq: 2, authorId: ann, clientId, body: { kind: 'message-expired' } };
      expect(outcomes).toMatchObject([
        { outcome: 'stored', repeated: true, entry },
        { outcome: 'stored', repeated: true, entry },
      ]);
      expect(await s.store.find({ userId: ann, sessionId: session, clientIds: [clientId] })).toMatchObject({
        stored: [clientId],
      });
    });

    it('RT-11: a retry of a change of a message, and of a creation, too', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const [sessionId, clientId, created] = [s.id(), s.id(), s.id()];
      const creation = { sessionId, sessionKind: 'group', title: 'T', creatorId: ann, memberIds: [ann, ben] } as const;
      const create = () => s.store.createSession({ ...creation, history: 'joined', clientId: created });
      await create();
      const { seq: target } = await s.say(sessionId, ann);
      const change = { kind: 'edit', text: 'better', target } as const;
      const edit = () => s.store.append([{ sessionId, authorId: ann, clientId, change }]);
      await edit();
      await expireUpTo(s, sessionId, 3);
      const left = { seq: 3, body: { kind: 'change-expired', target } };
      expect((await edit()).outcomes).toMatchObject([{ outcome: 'stored', repeated: true, entry: left }]);
      expect(await create()).toMatchObject({ outcome: 'stored', repeated: true, entry: { seq: 1 } });
    });

    it('RT-12: members learn it by an entry, and how far they have read now by a marker behind it', async () => {
      const s = scene();
      const { ann, device, session, outcome } = await expired(s, 2);
      const [entry, read, ...more] = itemsFor(device, outcome);
      expect(more).toEqual([]);
      expect(entry).toMatchObject({
        kind: 'entry',
        entry: { seq: 6, authorId: null, body: { kind: 'expired', upTo: 5 } },
      });
      expect(read).toMatchObject({ kind: 'read', readSeq: 5, unread: 0, floor: 6 });
      // one who had read it all is told of no marker
      await s.store.markRead({ userId: device.userId, sessionId: session, seq: 8 });
      expect(itemsFor(device, await expireUpTo(s, session, 8))).toHaveLength(1);
      await s.sayMany(session, ann, 1);
      expect(await s.view(device, session)).toMatchObject({ readSeq: 8, unread: 1 });
    });

    it('FO-2, RT-12: what a commit delivers of it is what a pull answers, counts too', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const [device, old] = [await s.device(ben), (await s.fixture.now()) - 1_000_000];
      const sessionId = await s.group(ann, [ben]);
      for (const at of [old, old, old + 500_000, old + 600_000]) {
        const authorId = at > old + 500_000 ? ben : ann;
        await s.store.append([{ sessionId, authorId, clientId: s.id(), text: 'at', at }]);
      }
      expect(await s.store.expire({ sessionId, before: old + 1 })).toBeNull();
      const outcome = some(await s.store.expire({ sessionId, before: EVER }));
      expect((await s.frame(device, 5)).items).toEqual(itemsFor(device, outcome));
      await s.sayMany(sessionId, ann, 2);
      const [cat] = await s.people(1);
      await s.add(sessionId, ann, some(cat));
      await s.change(sessionId, ben, { kind: 'remove-member', memberId: ben });
      await s.say(sessionId, ann);
      const { head } = await s.record(device);
      const second = some(await s.store.expire({ sessionId, before: EVER }));
      expect((await s.frame(device, head)).items).toEqual(itemsFor(device, second));
    });

    it('RT-12: it moves no session up in the list and is not unread', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 2);
      const { lastAt } = await s.view(device, session);
      await expireUpTo(s, session, 3);
      expect(await s.view(device, session)).toMatchObject({ lastAt, unread: 0, readSeq: 3, head: 4 });
    });

    it('RT-12: in pull mode those who follow are told, and the answer to a follow has the count', async () => {
      const s = await withThreshold(1);
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 3);
      const outcome = await expireUpTo(s, session, 4);
      expect(outcome.deliveries).toEqual([]);
      expect(outcome.sessionDeliveries).toMatchObject([{ entries: [{ seq: 5, body: { kind: 'expired', upTo: 4 } }] }]);
      await s.sayMany(session, ann, 2);
      const { moved } = await s.follow(device, [{ sessionId: session, seq: 4 }]);
      expect(moved).toMatchObject([{ visibleFrom: 5, readSeq: 4, unread: 2, head: 7 }]);
    });

    it('RT-13: a former member, whom no entry reaches, is told by a marker, for as long as they lose something', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 2);
      await s.change(session, ben, { kind: 'remove-member', memberId: ben });
      await s.sayMany(session, ann, 1);
      const told = itemsFor(device, await expireUpTo(s, session, 5));
      expect(told).toMatchObject([{ kind: 'read', readSeq: 4, atSeq: 4, unread: 0, floor: 6 }]);
      await s.sayMany(session, ann, 1);
      expect(itemsFor(device, await expireUpTo(s, session, 7))).toEqual([]);
    });

    it('RT-13: a session whose last stay has expired stays listed as ended, with nothing to read', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben], { title: 'Then' });
      await s.sayMany(session, ann, 2);
      await s.change(session, ben, { kind: 'remove-member', memberId: ben });
      await s.rename(session, ann, 'Now');
      await expireUpTo(s, session, 5);
      expect(await s.view(device, session)).toMatchObject({
        title: 'Then',
        memberCount: 1,
        visibleFrom: 5,
        visibleUntil: 4,
        head: 4,
        readSeq: 4,
        unread: 0,
        lastMessage: null,
        lastEdit: null,
      });
      expect(await s.history(session, ben, { at: 'newest' })).toMatchObject({ head: 4, floor: 5, covered: null });
      expect(await s.store.markRead({ userId: ben, sessionId: session, seq: 2 })).toMatchObject({ readSeq: 4 });
      const digests = await s.store.digests({ userId: ben, sessionId: session, ranges: [{ from: 1, to: 6 }] });
      expect(digests).toMatchObject({ ranges: [{ count: 0 }] });
      const changes = await s.store.changes({ userId: ben, sessionId: session, after: 0, limit: 5 });
      expect(changes).toMatchObject({ changes: [], to: 4 });
    });

    it('RT-14: what has expired is a hole in a pull, and how the session came to be is told', async () => {
      const s = scene();
      const { device, session, ann } = await expired(s, 1);
      const items = await s.drain(device, 0);
      expect(entriesOf(items).map(({ seq, body }) => [seq, body.kind])).toEqual([
        [1, 'session-created'],
        [6, 'expired'],
        [7, 'message'],
      ]);
      const answer = await s.store.history({
        userId: ann,
        sessionId: session,
        anchor: { at: 'after', seq: 0 },
        limit: 9,
      });
      expect(seqsOf(pageOf(answer).entries)).toEqual(upTo(7, 6));
      expect(JSON.stringify([items, answer])).not.toContain('secret');
    });

    it('RT-14: an audit of what was told says nothing where some of it has expired', async () => {
      const s = scene();
      const { device } = await expired(s, 1);
      const ask = async (base: number) =>
        s.store.auditSync({ ...device, epoch: await s.store.epoch(), base, checkpoint: 8, digest: '0'.repeat(16) });
      expect(await ask(0)).toEqual({ outcome: 'below-floor' });
      expect(await ask(5)).toEqual({ outcome: 'different' });
    });
  });
}
