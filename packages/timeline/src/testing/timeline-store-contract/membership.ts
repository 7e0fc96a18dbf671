import { describe, expect, it } from 'vitest';
import type { Member } from '../../timeline-store.ts';
import { REFUSED, entriesOf, nameOf, seqsOf, some, storedOf, upTo } from './scene.ts';
import type { Scene } from './scene.ts';
import { pair, trio } from './writing.ts';

export function membershipRules(scene: () => Scene, bounded: (maxMembers: number) => Promise<Scene>): void {
  const roles = async (s: Scene, sessionId: string, userId: string): Promise<readonly Member[]> => {
    const page = await s.store.members({ userId, sessionId, cursor: null, limit: 100 });
    if ('outcome' in page) throw new Error(page.reason);
    return page.members;
  };

  describe('membership', () => {
    it('MB-1: who leaves and comes back may read both stays, and nothing between', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.say(session, ann); // 2
      await s.remove(session, ben, ben); // 3
      await s.sayMany(session, ann, 4); // 4..7
      await s.add(session, ann, ben); // 8
      await s.say(session, ben); // 9
      await s.remove(session, ann, ben); // 10
      await s.say(session, ann); // 11
      const visible = [1, 2, 3, 8, 9, 10];
      expect(seqsOf(await s.readBack(session, ben))).toEqual(visible);
      expect(seqsOf(entriesOf(await s.drain(device)))).toEqual(visible);
    });

    it('MB-2: the entry that removes someone is the last that reaches them, by any path', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      const { entry, deliveries } = await s.remove(session, ann, ben);
      expect(entry.body).toEqual({ kind: 'member-removed', memberId: ben });
      expect(deliveries.map((delivery) => delivery.deviceId)).toContain(device.deviceId);
      await s.sayMany(session, ann, 3);
      const later = await s.rename(session, ann, 'Without you');
      expect(later.deliveries.filter((delivery) => delivery.userId === ben)).toEqual([]);
      expect((await s.told(device)).at(-1)).toBe(nameOf(entry));
      const page = await s.history(session, ben, { at: 'newest' });
      expect(page).toMatchObject({ head: entry.seq, covered: { to: entry.seq } });
      expect((await s.history(session, ben, { at: 'after', seq: entry.seq })).covered).toBeNull();
      expect(await s.view(device, session)).toMatchObject({ head: entry.seq, visibleUntil: entry.seq, title: 'Tides' });
    });

    it('MB-2: who leaves is told so, and nothing more', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      const { entry } = await s.remove(session, ben, ben);
      expect(entry.body).toEqual({ kind: 'member-left', memberId: ben });
      await s.say(session, ann);
      expect((await s.told(device)).at(-1)).toBe(nameOf(entry));
    });

    it('MB-3: newcomers are told with one entry, and read from it on where history is not open', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const device = await s.device(cid);
      const session = await s.group(ann, [ben], { title: 'Ebb' });
      await s.sayMany(session, ann, 3);
      const { entry } = await s.add(session, ben, cid, ben, cid);
      expect(entry.body).toEqual({
        kind: 'members-added',
        memberIds: [cid],
        memberCount: 3,
        sessionKind: 'group',
        title: 'Ebb',
        visibleFrom: entry.seq,
        mode: 'push',
      });
      await s.say(session, ann);
      expect(seqsOf(await s.readBack(session, cid))).toEqual([5, 6]);
      expect(await s.told(device)).toEqual([`${session}#5`, `${session}#6`]);
    });

    it('MB-3: newcomers read from the beginning where history is open', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [], { history: 'all' });
      await s.sayMany(session, ann, 3);
      const { entry } = await s.add(session, ann, ben);
      expect(entry.body).toMatchObject({ kind: 'members-added', visibleFrom: 1 });
      expect(seqsOf(await s.readBack(session, ben))).toEqual(upTo(5));
      expect(await s.told(device)).toEqual([`${session}#5`]);
      expect(await s.view(device, session)).toMatchObject({ visibleFrom: 1, head: 5, readSeq: 5, unread: 0 });
    });

    it('MB-4: only the owner removes others; any member adds, renames and leaves', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben]);
      await s.add(session, ben, cid);
      await s.rename(session, cid, 'Ours');
      expect(await s.change(session, ben, { kind: 'remove-member', memberId: cid })).toEqual(REFUSED('not-allowed'));
      expect(await s.change(session, ben, { kind: 'remove-member', memberId: ann })).toEqual(REFUSED('not-allowed'));
      await s.remove(session, ann, cid);
      await s.remove(session, ben, ben);
      expect((await roles(s, session, ann)).map(({ userId }) => userId)).toEqual([ann]);
    });

    it('MB-4: changes that change nothing are refused', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben]);
      expect(await s.change(session, ann, { kind: 'add-members', memberIds: [ben, ann] })).toEqual(
        REFUSED('not-allowed'),
      );
      expect(await s.change(session, ann, { kind: 'add-members', memberIds: [] })).toEqual(REFUSED('not-allowed'));
      expect(await s.change(session, ann, { kind: 'remove-member', memberId: cid })).toEqual(REFUSED('user-unknown'));
      expect(await s.change(session, ann, { kind: 'add-members', memberIds: [cid, s.id()] })).toEqual(
        REFUSED('user-unknown'),
      );
      expect(seqsOf(await s.readBack(session, ann))).toEqual([1]);
    });

    it('MB-5: an owner who leaves hands over to the longest-standing member', async () => {
      const s = scene();
      const people = await s.people(4);
      const [ann, dan] = [some(people[0]), some(people[3])];
      const [ben, cid] = [some(people[1]), some(people[2])].toSorted() as [string, string];
      const session = await s.group(ann, [dan]);
      await s.add(session, ann, cid, ben);
      await s.remove(session, dan, dan);
      await s.add(session, ann, dan);
      await s.remove(session, ann, ann);
      expect((await roles(s, session, dan)).map(({ userId, role }) => [userId, role])).toEqual([
        [ben, 'owner'],
        [cid, 'member'],
        [dan, 'member'],
      ]);
      await s.add(session, ben, ann);
      expect((await roles(s, session, ben)).at(-1)).toMatchObject({ userId: ann, role: 'member' });
      await s.remove(session, ben, cid);
    });

    it('MB-5: the last member may leave too', async () => {
      const s = scene();
      const ann = await s.person();
      const session = await s.group(ann);
      const { entry } = await s.remove(session, ann, ann);
      expect(seqsOf(await s.readBack(session, ann))).toEqual(upTo(entry.seq));
      expect(await s.refusalOf(session, ann)).toBe('not-a-member');
    });

    it('MB-6: a direct session has exactly two members, for ever', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.direct(ann, ben);
      for (const change of [
        { kind: 'add-members', memberIds: [cid] },
        { kind: 'remove-member', memberId: ben },
        { kind: 'remove-member', memberId: ann },
        { kind: 'rename', title: 'Us' },
      ] as const) {
        expect(await s.change(session, ann, change)).toEqual(REFUSED('not-allowed'));
      }
      for (const memberIds of [[ann], [ann, ann], [ann, ben, cid]]) {
        const answer = await s.store.createSession({
          sessionId: s.id(),
          sessionKind: 'direct',
          title: null,
          creatorId: ann,
          memberIds,
          history: 'joined',
          clientId: s.id(),
        });
        expect(answer).toEqual(REFUSED('not-allowed'));
      }
      expect((await roles(s, session, ben)).map(({ role }) => role)).toEqual(['member', 'member']);
    });

    it('MB-7: a session is created whole: members named once, known, the creator among them', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const create = (memberIds: readonly string[], sessionId = s.id()) =>
        s.store.createSession({
          sessionId,
          sessionKind: 'group',
          title: 'Tides',
          creatorId: ann,
          memberIds,
          history: 'joined',
          clientId: s.id(),
        });
      const { entry } = storedOf(await create([ann, ben, ann, ben]));
      expect(entry).toMatchObject({ seq: 1, authorId: ann, body: { title: 'Tides', memberIds: [ann, ben] } });
      expect((await roles(s, entry.sessionId, ben)).find(({ userId }) => userId === ann)?.role).toBe('owner');
      expect(await create([ben, cid])).toEqual(REFUSED('not-allowed'));
      const missing = s.id();
      expect(await create([ann, s.id()], missing)).toEqual(REFUSED('user-unknown'));
      expect(await s.refusalOf(missing, ann)).toBe('session-unknown');
    });

    it('MB-7: no session grows past the limit of members', async () => {
      const s = await bounded(3);
      const [ann, ben, cid] = await trio(s);
      const [dan, eve] = await pair(s);
      const session = await s.group(ann, [ben, cid]);
      expect(await s.change(session, ann, { kind: 'add-members', memberIds: [ben, dan] })).toEqual(
        REFUSED('too-many-members'),
      );
      await s.remove(session, ann, cid);
      await s.add(session, ann, dan);
      const tooMany = await s.store.createSession({
        sessionId: s.id(),
        sessionKind: 'group',
        title: 'Crowd',
        creatorId: ann,
        memberIds: [ann, ben, cid, eve],
        history: 'joined',
        clientId: s.id(),
      });
      expect(tooMany).toEqual(REFUSED('too-many-members'));
    });

    it('MB-8: members are listed in order of joining, page by page', async () => {
      const s = scene();
      const first = (await s.people(5)).toSorted();
      const ann = some(first[2]);
      const session = await s.group(ann, first);
      const later = (await s.people(3)).toSorted();
      for (const userId of later.toReversed()) await s.add(session, ann, userId);
      const expected = [...first, ...later.toReversed()];
      for (const limit of [1, 3, 7, 8, 9]) {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page = await s.store.members({ userId: ann, sessionId: session, cursor, limit });
          if ('outcome' in page) throw new Error(page.reason);
          expect(page.members.length).toBeLessThanOrEqual(limit);
          expect(page.users.map(({ userId }) => userId).toSorted()).toEqual(
            page.members.map(({ userId }) => userId).toSorted(),
          );
          seen.push(...page.members.map(({ userId }) => userId));
          cursor = page.next;
        } while (cursor !== null);
        expect(seen).toEqual(expected);
      }
      expect((await roles(s, session, ann)).map(({ joinedSeq }) => joinedSeq)).toEqual([1, 1, 1, 1, 1, 2, 3, 4]);
    });

    it('MB-9: a session that has ended for someone stays as they last saw it', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben], { title: 'Ebb' });
      const last = await s.say(session, ann, 'bye');
      const { entry } = await s.remove(session, ann, ben);
      await s.rename(session, ann, 'Flow');
      await s.add(session, ann, cid);
      await s.say(session, ann, 'secret');
      expect(await s.view(device, session)).toMatchObject({
        title: 'Ebb',
        memberCount: 1,
        visibleFrom: 1,
        visibleUntil: entry.seq,
        head: entry.seq,
        unread: 1,
        lastMessage: last,
        lastAt: entry.at,
      });
    });
  });
}
