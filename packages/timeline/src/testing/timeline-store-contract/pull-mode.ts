import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionDelivery } from '../../timeline-store.ts';
import { entriesOf, nameOf, seqsOf, some, storedOf } from './scene.ts';
import type { DeviceRef, Scene } from './scene.ts';

/** Sessions above the threshold: their own timelines, followed by checkpoints of their own (SPEC MD-4 to MD-7). */
export function pullModeRules(withThreshold: (pullThreshold: number) => Promise<Scene>): void {
  describe('pull mode', () => {
    let scene: Scene;
    let people: readonly string[];
    let devices: readonly DeviceRef[];

    const who = (n: number): string => some(people[n]);
    const phone = (n: number): DeviceRef => some(devices[n]);
    const heads = () => Promise.all(devices.map(async (device) => (await scene.record(device)).head));
    const seqsTold = (deliveries: readonly SessionDelivery[]) => deliveries.map(({ entries }) => seqsOf(entries));

    beforeEach(async () => {
      scene = await withThreshold(3);
      people = await scene.people(6);
      devices = await Promise.all(people.map((userId) => scene.device(userId)));
    });

    it('MD-4: a message costs its entry and nothing else, and is told once to those who follow', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 4));
      const before = await heads();
      const clientId = scene.id();
      const batch = await scene.store.append([{ sessionId, authorId: who(1), clientId, text: 'to all' }]);
      expect(await heads()).toEqual(before);
      expect(batch.deliveries).toEqual([]);
      const entries = [expect.objectContaining({ seq: 2, clientId, body: { kind: 'message', text: 'to all' } })];
      expect(batch.sessionDeliveries).toEqual([{ sessionId, was: 0, generation: 0, endedFor: [], entries }]);
    });

    it('MD-4: a retry tells nobody anything again', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 4));
      const request = { sessionId, authorId: who(1), clientId: scene.id(), text: 'once' };
      await scene.store.append([request]);
      expect((await scene.store.append([request])).sessionDeliveries).toEqual([]);
    });

    it('MD-4: push mode tells nothing to those who follow', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 3));
      const request = { sessionId, authorId: who(0), clientId: scene.id(), text: 'small' };
      const batch = await scene.store.append([request]);
      expect(batch.sessionDeliveries).toEqual([]);
      expect(batch.deliveries).toHaveLength(3);
    });

    it('MD-5: the switch is an entry that every member is told of, right after the one that caused it', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 3));
      const added = await scene.add(sessionId, who(0), who(3));
      expect(added.entry).toMatchObject({ seq: 2, body: { kind: 'members-added', mode: 'push' } });
      for (const device of devices.slice(0, 3)) {
        const last = some(entriesOf(await scene.drain(device)).at(-1));
        expect(last).toMatchObject({
          seq: 3,
          authorId: null,
          clientId: null,
          body: { kind: 'mode-changed', mode: 'pull' },
        });
      }
      expect(await scene.told(phone(3))).toEqual([`${sessionId}#2`, `${sessionId}#3`]);
      expect((await scene.view(phone(1), sessionId)).mode).toBe('pull');
      expect(added.sessionDeliveries).toEqual([]);
    });

    it('MD-5: it goes back with an entry that is told both ways, to those who remain', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 4));
      await scene.remove(sessionId, who(0), who(3));
      const before = await heads();
      const left = await scene.remove(sessionId, who(2), who(2));
      expect(seqsTold(left.sessionDeliveries)).toEqual([[3, 4]]);
      expect(some(left.sessionDeliveries[0])).toMatchObject({ was: 2, generation: 3, endedFor: [who(2)] });
      const changed = await heads();
      expect(changed.map((head, i) => head - some(before[i]))).toEqual([1, 1, 1, 0, 0, 0]);
      expect((await scene.told(phone(2))).at(-1)).toBe(`${sessionId}#3`);
      expect((await scene.told(phone(0))).at(-1)).toBe(`${sessionId}#4`);
      expect((await scene.view(phone(0), sessionId)).mode).toBe('push');
      await scene.say(sessionId, who(0));
      expect((await scene.told(phone(1))).at(-1)).toBe(`${sessionId}#5`);
    });

    it('MD-4: who joins and who is taken out are told by their own timelines, the others by the session', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 4));
      const before = await heads();
      const added = await scene.add(sessionId, who(0), who(4));
      expect(some(added.sessionDeliveries[0]).entries.map(nameOf)).toEqual([`${sessionId}#2`]);
      const removed = await scene.remove(sessionId, who(0), who(1));
      expect(some(removed.sessionDeliveries[0])).toMatchObject({ was: 0, generation: 3, endedFor: [who(1)] });
      const after = await heads();
      expect(after.map((head, i) => head - some(before[i]))).toEqual([0, 1, 0, 0, 1, 0]);
    });

    it('MD-6: follow answers what has moved, and nothing of what has not', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 4));
      const quiet = await scene.group(who(0), people.slice(1, 5), { title: 'Quiet' });
      await scene.say(sessionId, who(1));
      const sessions = [
        { sessionId, seq: 1 },
        { sessionId: quiet, seq: 1 },
      ];
      const answer = await scene.follow(phone(0), sessions);
      expect(answer.moved).toEqual([await scene.view(phone(0), sessionId)]);
      expect(answer.epoch).toBe(await scene.store.epoch());
      expect(answer.followed.toSorted((a, b) => (a.sessionId < b.sessionId ? -1 : 1))).toEqual(
        [sessionId, quiet].toSorted().map((id) => ({ sessionId: id, generation: 0, from: 1 })),
      );
      expect(answer.users.map((user) => user.userId)).toEqual([who(1)]);
      expect(await scene.follow(phone(0), [{ sessionId, seq: 2 }])).toMatchObject({ moved: [] });
    });

    it('MD-6: a session that has ended, or gone back to push mode, is told as moved and followed no more', async () => {
      const ended = await scene.group(who(0), people.slice(1, 4));
      const shrunk = await scene.group(who(0), people.slice(1, 4));
      await scene.remove(ended, who(0), who(1));
      await scene.say(ended, who(0), 'behind their back');
      for (const leaver of [2, 3]) await scene.remove(shrunk, who(0), who(leaver));
      const sessions = [
        { sessionId: ended, seq: 2 },
        { sessionId: shrunk, seq: 4 },
      ];
      const answer = await scene.follow(phone(1), sessions);
      expect(answer.followed).toEqual([]);
      const ways = answer.moved.map(({ sessionId, mode, head, visibleUntil }) => [
        sessionId,
        { mode, head, visibleUntil },
      ]);
      expect(Object.fromEntries(ways)).toEqual({
        [ended]: { mode: 'push', head: 2, visibleUntil: 2 },
        [shrunk]: { mode: 'push', head: 4, visibleUntil: null },
      });
    });

    it('MD-6: who was never a member follows nothing; a revoked or unknown device is served nothing', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 4));
      const sessions = [{ sessionId, seq: 0 }];
      expect(await scene.follow(phone(5), sessions)).toMatchObject({ moved: [], followed: [], users: [] });
      const nobody = { userId: who(0), deviceId: scene.id() };
      expect(await scene.store.follow({ ...nobody, sessions })).toEqual({ outcome: 'device-unknown' });
      await scene.store.revokeDevice(phone(0).userId, phone(0).deviceId);
      expect(await scene.store.follow({ ...phone(0), sessions })).toEqual({ outcome: 'device-revoked' });
    });

    it('MD-7: every removal opens a generation, which frames and followers name; joining again opens none', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 5));
      await scene.remove(sessionId, who(0), who(4));
      await scene.add(sessionId, who(0), who(4));
      const said = await scene.store.append([{ sessionId, authorId: who(4), clientId: scene.id(), text: 'back' }]);
      expect(some(said.sessionDeliveries[0])).toMatchObject({ was: 2, generation: 2, endedFor: [] });
      const { followed } = await scene.follow(phone(4), [{ sessionId, seq: 3 }]);
      expect(followed).toEqual([{ sessionId, generation: 2, from: 3 }]);
    });

    it('MD-3: the operator decides above the count, and gives the decision back', async () => {
      const sessionId = await scene.group(who(0), [who(1)]);
      const pulled = some(await scene.store.overrideMode({ sessionId, mode: 'pull' }));
      expect(pulled.mode).toBe('pull');
      expect(pulled.deliveries.map(({ userId }) => userId).toSorted()).toEqual([who(0), who(1)].toSorted());
      await scene.rename(sessionId, who(0), 'Still pulled');
      expect((await scene.view(phone(0), sessionId)).mode).toBe('pull');
      const pushed = some(await scene.store.overrideMode({ sessionId, mode: null }));
      expect(pushed.mode).toBe('push');
      expect(some(await scene.store.overrideMode({ sessionId, mode: null })).deliveries).toEqual([]);
      expect(await scene.store.overrideMode({ sessionId: scene.id(), mode: 'pull' })).toBeNull();
    });

    it('MD-2: a session on the line does not flap', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 3));
      await scene.add(sessionId, who(0), who(3));
      for (let round = 0; round < 3; round += 1) {
        await scene.remove(sessionId, who(3), who(3));
        await scene.add(sessionId, who(0), who(3));
      }
      const kinds = (await scene.readBack(sessionId, who(0))).map(({ body }) => body.kind);
      expect(kinds.filter((kind) => kind === 'mode-changed')).toHaveLength(1);
    });

    it('MD-4: a session created above the threshold begins in pull mode, and every member is told of it', async () => {
      const change = storedOf(
        await scene.store.createSession({
          sessionId: scene.id(),
          sessionKind: 'group',
          title: 'Large',
          creatorId: who(0),
          memberIds: people.slice(0, 4),
          history: 'joined',
          clientId: scene.id(),
        }),
      );
      expect(change.entry.body).toMatchObject({ kind: 'session-created', mode: 'pull' });
      expect(change.deliveries).toHaveLength(4);
      expect(change.sessionDeliveries).toEqual([]);
    });

    it('MB-2, RD-3: rights, markers and history are as in push mode', async () => {
      const sessionId = await scene.group(who(0), people.slice(1, 5));
      await scene.sayMany(sessionId, who(1), 3);
      await scene.store.markRead({ userId: who(0), sessionId, seq: 2 });
      expect(await scene.view(phone(0), sessionId)).toMatchObject({ head: 4, readSeq: 2, unread: 2 });
      await scene.remove(sessionId, who(0), who(1));
      expect(await scene.refusalOf(sessionId, who(1))).toBe('not-a-member');
      await scene.say(sessionId, who(0));
      expect(seqsOf(await scene.readBack(sessionId, who(1)))).toEqual([1, 2, 3, 4, 5]);
    });
  });
}
