import { describe, expect, it } from 'vitest';
import { MAX_AUDIT_SYNC, NO_DIGEST, addDigests, digestOf, syncDigestOf } from '../../digest.ts';
import type { RangeDigest } from '../../digest.ts';
import type { Range } from '../../ranges.ts';
import type { SyncItem } from '../../entry.ts';
import { REFUSED, some } from './scene.ts';
import type { DeviceRef, Scene } from './scene.ts';
import { pair, trio } from './writing.ts';

/** Digests of session and sync timelines (SPEC AU-1 to AU-3, AU-7). */
export function auditRules(scene: () => Scene, withThreshold: (pullThreshold: number) => Promise<Scene>): void {
  const digests = async (s: Scene, userId: string, sessionId: string, ...ranges: Range[]) => {
    const answer = await s.store.digests({ userId, sessionId, ranges });
    if ('outcome' in answer) throw new Error(`expected digests, got: ${answer.reason}`);
    expect(answer.epoch).toBe(await s.store.epoch());
    return answer.ranges;
  };
  const digest = async (s: Scene, userId: string, sessionId: string, from: number, to: number): Promise<RangeDigest> =>
    some((await digests(s, userId, sessionId, { from, to }))[0]);

  describe('the audit of session timelines', () => {
    it('AU-2: digests are those of the entries as they are read, of every kind', async () => {
      const s = await withThreshold(3);
      const people = await s.people(5);
      const [ann, ben, cid, dan] = people.map(some);
      const session = await s.group(some(ann), [some(ben), some(cid)], { title: 'Ebb "and" flow' });
      await s.sayAll(['', 'plain', '"quoted" \\ \n', '🌊 潮', '{"kind":"message"}'].map((text) => message(text)));
      await s.add(session, some(ann), some(dan));
      await s.rename(session, some(ben), 'Flow');
      await s.say(session, some(dan));
      await s.remove(session, some(ann), some(cid));
      await s.remove(session, some(dan), some(dan));
      const read = await s.readBack(session, some(ann));
      expect(new Set(read.map(({ body }) => body.kind)).size).toBe(7);
      const told = await digest(s, some(ann), session, 1, read.length);
      expect(told).toEqual({ from: 1, to: read.length, count: read.length, digest: digestOf(read) });
      function message(text: string) {
        return { sessionId: session, authorId: some(ann), text };
      }
    });

    it('AU-1: ranges are answered in their order, and their digests add up', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 30);
      const parts = [
        { from: 20, to: 31 },
        { from: 1, to: 7 },
        { from: 8, to: 19 },
      ];
      const answers = await digests(s, ben, session, ...parts);
      expect(answers.map(({ from, to, count }) => ({ from, to, count }))).toEqual(
        parts.map(({ from, to }) => ({ from, to, count: to - from + 1 })),
      );
      const whole = await digest(s, ben, session, 1, 31);
      expect(answers.reduce((sum, part) => addDigests(sum, part.digest), NO_DIGEST)).toBe(whole.digest);
      expect(whole.count).toBe(31);
    });

    it('AU-3: they are of what the asker may see, and say nothing of the rest', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [cid]);
      await s.sayMany(session, ann, 4); // 2 to 5
      await s.add(session, ann, ben); // 6
      await s.sayMany(session, ann, 3); // 7 to 9
      await s.remove(session, ann, ben); // 10
      await s.sayMany(session, ann, 3); // 11 to 13
      await s.add(session, ann, ben); // 14
      const seen = await s.readBack(session, ben);
      expect(await digest(s, ben, session, 1, 100)).toEqual({ from: 1, to: 100, count: 6, digest: digestOf(seen) });
      expect(await digest(s, ben, session, 1, 5)).toMatchObject({ count: 0, digest: NO_DIGEST });
      expect(await digest(s, ben, session, 11, 13)).toMatchObject({ count: 0, digest: NO_DIGEST });
      expect(await digest(s, cid, session, 1, 5)).toMatchObject({ count: 5 });
    });

    it('AU-3: a stranger is told that there is no such session', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann);
      const ranges = [{ from: 1, to: 1 }];
      expect(await s.store.digests({ userId: ben, sessionId: session, ranges })).toEqual(REFUSED('session-unknown'));
      expect(await s.store.digests({ userId: ben, sessionId: s.id(), ranges })).toEqual(REFUSED('session-unknown'));
    });
  });

  describe('the audit of sync timelines', () => {
    const ask = async (s: Scene, device: DeviceRef, base: number, checkpoint: number, digestTold: string) => {
      const epoch = await s.store.epoch();
      return (await s.store.auditSync({ ...device, epoch, base, checkpoint, digest: digestTold })).outcome;
    };
    const between = (items: readonly SyncItem[], base: number, checkpoint: number) =>
      syncDigestOf(items.filter(({ syncSeq }) => syncSeq > base && syncSeq <= checkpoint));

    it('AU-7: what was told is the same from any base to any checkpoint, read markers aside', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      for (let round = 0; round < 3; round += 1) {
        const said = await s.say(session, ann);
        await s.store.markRead({ userId: ben, sessionId: session, seq: said.seq });
      }
      const items = await s.drain(device);
      expect(items.map(({ kind }) => kind)).toContain('read');
      for (let base = 0; base <= items.length; base += 1) {
        for (let to = base; to <= items.length; to += 1) {
          expect(await ask(s, device, base, to, between(items, base, to))).toBe('same');
        }
      }
      expect(await ask(s, device, 0, items.length, between(items, 1, items.length))).toBe('different');
      expect(await ask(s, device, 0, 2, NO_DIGEST)).toBe('different');
    });

    it('AU-7: what cannot be compared is told as such', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 5);
      const items = await s.drain(device);
      expect(await ask(s, device, 0, items.length + 1, NO_DIGEST)).toBe('other-epoch');
      const request = { ...device, base: 0, checkpoint: 2, digest: NO_DIGEST };
      expect(await s.store.auditSync({ ...request, epoch: 'another' })).toEqual({ outcome: 'other-epoch' });
      await s.fixture.purgeSync(device.userId, device.deviceId, 4);
      expect(await ask(s, device, 2, 6, between(items, 2, 6))).toBe('below-floor');
      expect(await ask(s, device, 3, 6, between(items, 3, 6))).toBe('same');
      const nobody = { userId: ben, deviceId: s.id() };
      expect(await ask(s, nobody, 0, 0, NO_DIGEST)).toBe('device-unknown');
      await s.store.revokeDevice(device.userId, device.deviceId);
      expect(await ask(s, device, 3, 6, between(items, 3, 6))).toBe('device-revoked');
    });

    it('AU-7: more than the bound is not compared', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      for (let n = 0; n < MAX_AUDIT_SYNC / 1_000; n += 1) await s.sayMany(session, ann, 1_000);
      expect(await ask(s, device, 0, MAX_AUDIT_SYNC + 1, NO_DIGEST)).toBe('too-far');
      expect(await ask(s, device, 1, MAX_AUDIT_SYNC + 1, NO_DIGEST)).toBe('different');
    });
  });
}
