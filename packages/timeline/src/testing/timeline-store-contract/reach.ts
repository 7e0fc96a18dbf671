import { describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import type { Entry } from '../../entry.ts';
import { hearingsOf } from '../../reading.ts';
import type { AppendBatch, MessageChange } from '../../timeline-store.ts';
import { REFUSED, entriesOf, seqsOf, some } from './scene.ts';
import type { DeviceRef, Scene } from './scene.ts';
import { pair, trio } from './writing.ts';

const edit = (target: number, text = 'secret') => ({ kind: 'edit', target, text }) as const;
const react = (target: number) => ({ kind: 'react', target, emoji: '🤫', on: true }) as const;
const pin = (target: number) => ({ kind: 'pin', target, on: true }) as const;
const recall = (target: number) => ({ kind: 'recall', target }) as const;
const left = (target: number) => ({ kind: 'change-expired', target });

/** What a change says, and the words of nobody who may not hear them. */
const SAID = /secret|🤫/;

/** SPEC CH-10: what readers are told of changes of messages that they may not see. */
export function reachRules(scene: () => Scene, withThreshold: (pullThreshold: number) => Promise<Scene>): void {
  const append = async (s: Scene, sessionId: string, authorId: string, changes: readonly MessageChange[]) => {
    const batch = await s.store.append(changes.map((change) => ({ sessionId, authorId, clientId: s.id(), change })));
    for (const { outcome } of batch.outcomes) expect(outcome).toBe('stored');
    return batch;
  };

  const pushed = ({ deliveries }: AppendBatch, { deviceId }: DeviceRef): readonly Entry[] =>
    entriesOf(deliveries.find((delivery) => delivery.deviceId === deviceId)?.items ?? []);

  const digest = async (s: Scene, userId: string, sessionId: string, from: number, to: number) => {
    const answer = await s.store.digests({ userId, sessionId, ranges: [{ from, to }] });
    return 'outcome' in answer ? expect.fail(answer.reason) : some(answer.ranges[0]).digest;
  };

  /** All that a user's device is told of a session after its checkpoint, by every way there is. */
  const everyWay = async (s: Scene, device: DeviceRef, sessionId: string, after = 0) => {
    const { userId } = device;
    const read = await s.readBack(sessionId, userId);
    const pages = [];
    for (const { seq } of read) pages.push(await s.history(sessionId, userId, { at: 'around', seq }, 1));
    const changes = await s.changesAfter(sessionId, userId, 0);
    const pulled = entriesOf(await s.drain(device, after)).filter((entry) => entry.sessionId === sessionId);
    const [first, last] = [some(read[0]).seq, some(read.at(-1)).seq];
    expect(await digest(s, userId, sessionId, first, last)).toBe(digestOf(read));
    return { read, pages, changes, pulled, views: (await s.snapshot(device)).views };
  };

  /** A session in which ann has said 2 and 3, before cid came with 4, and 5 after. */
  const joined = async (s: Scene, history: 'all' | 'joined' = 'joined') => {
    const [ann, ben, cid] = await trio(s);
    const [old, fresh] = [await s.device(ben), await s.device(cid)];
    const session = await s.group(ann, [ben], { history });
    await s.sayMany(session, ann, 2);
    await s.add(session, ann, cid);
    await s.say(session, ann, 'for all');
    return { ann, ben, cid, old, fresh, session };
  };

  describe('changes of what a reader may not see', () => {
    it('CH-10, MB-3, AU-3: newcomers are told of changes of what was before them without what they say, by every path', async () => {
      const s = scene();
      const { ann, ben, old, fresh, session } = await joined(s);
      const changes = [edit(2), edit(5, 'better'), react(3), pin(3), recall(3)];
      const batch = await append(s, session, ann, changes);
      await s.say(session, ben);
      const told = pushed(batch, fresh);
      expect(told.map(({ seq, body }) => [seq, body])).toEqual([
        [6, left(2)],
        [7, { kind: 'edited', target: 5, text: 'better' }],
        ...[8, 9, 10].map((seq) => [seq, left(3)]),
      ]);
      const ways = await everyWay(s, fresh, session);
      expect(JSON.stringify([told, ways])).not.toMatch(SAID);
      expect(seqsOf(ways.read)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
      expect(ways.read.slice(2, 7)).toEqual(told);
      expect(ways.pulled).toEqual(ways.read);
      expect(ways.changes).toEqual(told);
      expect(ways.views).toMatchObject([{ lastMessage: { seq: 11 }, unread: 2 }]);
      // to those who were there before, nothing is missing
      const all = await everyWay(s, old, session);
      expect(pushed(batch, old).map(({ body }) => body.kind)).toEqual([
        ...['edited', 'edited', 'reacted', 'pinned', 'recalled'],
      ]);
      expect(all.read[5]).toMatchObject({ seq: 6, body: { kind: 'edited', target: 2, text: 'secret' } });
      expect(all.pulled).toEqual(all.read);
    });

    it('CH-10: where history is open to newcomers, they are told of changes as everyone is', async () => {
      const s = scene();
      const { ann, old, fresh, session } = await joined(s, 'all');
      const batch = await append(s, session, ann, [edit(2), react(3)]);
      expect(pushed(batch, fresh)).toEqual(pushed(batch, old));
      const ways = await everyWay(s, fresh, session);
      expect(ways.read.slice(-2)).toEqual(pushed(batch, old));
    });

    it('CH-10, CH-5, MB-1: who comes back hears of changes of what was said in an earlier stay as a newcomer does', async () => {
      const s = scene();
      const { ann, cid, fresh, session } = await joined(s);
      const [early] = pushed(await append(s, session, ann, [edit(5, 'early')]), fresh);
      await s.remove(session, ann, cid);
      await s.say(session, ann, 'unheard');
      await s.add(session, ann, cid);
      const { seq } = await s.say(session, ann, 'back');
      const batch = await append(s, session, ann, [edit(5), react(5), edit(seq, 'again')]);
      expect(pushed(batch, fresh).map(({ body }) => body)).toEqual([
        ...[left(5), left(5)],
        { kind: 'edited', target: seq, text: 'again' },
      ]);
      const ways = await everyWay(s, fresh, session);
      expect(JSON.stringify(ways)).not.toMatch(SAID);
      // what was said in the earlier stay stays as it was heard then
      const page = await s.history(session, cid, { at: 'around', seq: 5 }, 1);
      expect(page.changes).toEqual([early]);
    });

    it('CH-3, CH-10: what its author may not see is not changed, and one who came back changes what they said before', async () => {
      const s = scene();
      const { ann, cid, session } = await joined(s);
      const { seq } = await s.say(session, cid, 'of cid');
      await s.remove(session, ann, cid);
      await s.add(session, ann, cid);
      const attempt = async (change: MessageChange) =>
        some((await s.store.append([{ sessionId: session, authorId: cid, clientId: s.id(), change }])).outcomes[0]);
      expect(await attempt(react(2))).toEqual(REFUSED('target-unknown'));
      expect(await attempt(edit(seq, 'of cid, again'))).toMatchObject({ outcome: 'stored' });
    });

    it('CH-10, MD-7: in pull mode the answer to a follow says what each follower is told of a frame', async () => {
      const s = await withThreshold(1);
      const { ann, old, fresh, session } = await joined(s);
      const { seq } = await s.say(session, ann);
      const hearer = async (device: DeviceRef) => {
        const { followed } = await s.follow(device, [{ sessionId: session, seq }]);
        return some(followed[0]);
      };
      const hearers = [await hearer(old), await hearer(fresh)];
      const { deliveries, sessionDeliveries } = await append(s, session, ann, [edit(2), edit(seq, 'better')]);
      expect(deliveries).toEqual([]);
      const { entries } = some(sessionDeliveries[0]);
      const [all, less] = hearingsOf(entries, hearers);
      expect(some(all)).toEqual({ hearers: [hearers[0]], entries });
      expect(some(less).hearers).toEqual([hearers[1]]);
      expect(some(less).entries.map(({ body }) => body)).toEqual([left(2), some(entries[1]).body]);
      expect((await everyWay(s, fresh, session)).read.slice(-2)).toEqual(some(less).entries);
    });

    it('CH-10, RT-11: with a message goes what its changes say, whenever they were made', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const sessionId = await s.group(ann, [ben], { history: 'all' });
      await s.sayMany(sessionId, ann, 2);
      const before = (await s.fixture.now()) + 1_000_000;
      const later = { sessionId, authorId: ann, at: before + 1_000_000 };
      const changes = [edit(2), react(2), pin(3)].map((change) => ({ ...later, clientId: s.id(), change }));
      await s.store.append([...changes, { ...later, clientId: s.id(), text: 'for all' }]);
      expect(await s.store.expire({ sessionId, before })).toMatchObject({ floor: 4 });
      for (const ways of [await everyWay(s, device, sessionId), await everyWay(s, await s.device(ann), sessionId)]) {
        expect(JSON.stringify(ways)).not.toMatch(SAID);
        expect(ways.read.map(({ seq, body }) => [seq, body])).toEqual([
          ...[[4, left(2)] as const, [5, left(2)] as const, [6, left(3)] as const],
          [7, { kind: 'message', text: 'for all' }],
          [8, { kind: 'expired', upTo: 3, lastAt: before + 1_000_000 }],
        ]);
      }
      expect(seqsOf(entriesOf(await s.drain(device)))).toEqual([1, 4, 5, 6, 7, 8]);
      const again = await s.store.append(changes);
      expect(again.outcomes).toMatchObject(
        [2, 2, 3].map((target) => ({ repeated: true, entry: { body: left(target) } })),
      );
      const late = await s.store.append([{ ...later, clientId: s.id(), change: recall(2) }]);
      expect(late.outcomes).toEqual([REFUSED('target-unknown')]);
    });
  });
}
