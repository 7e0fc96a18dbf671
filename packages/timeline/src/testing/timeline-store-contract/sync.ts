import { describe, expect, it } from 'vitest';
import { entriesOf, nameOf, some, upTo } from './scene.ts';
import type { DeviceRef, Scene } from './scene.ts';
import { pair, trio } from './writing.ts';

/** A person with a device, and a session with `entries` entries that the device has still to learn. */
async function backlog(s: Scene, entries: number): Promise<{ device: DeviceRef; session: string; ann: string }> {
  const [ann, ben] = await pair(s);
  const device = await s.device(ben);
  const session = await s.group(ann, [ben]);
  if (entries > 1) await s.sayMany(session, ann, entries - 1);
  return { device, session, ann };
}

/** The totals at which a page that is counted wrongly shows it. */
export const totalsAround = (limit: number): readonly number[] =>
  [...new Set([Math.max(1, limit - 1), limit, limit + 1, 3 * limit])].toSorted((a, b) => a - b);

export const PAGE_TABLE = [1, 2, 10, 50].flatMap((limit) => totalsAround(limit).map((total) => ({ limit, total })));

export function syncRules(scene: () => Scene): void {
  describe('pages of a sync timeline', () => {
    it('PG-1: a frame proves the interval that it states', async () => {
      const s = scene();
      const { device } = await backlog(s, 7);
      const frame = await s.frame(device, 2, 3);
      expect(frame).toMatchObject({ from: 3, to: 5, head: 7, floor: 1, epoch: await s.store.epoch() });
      expect(frame.items.map((item) => item.syncSeq)).toEqual([3, 4, 5]);
      expect(await s.frame(device, 5, 3)).toMatchObject({ from: 6, to: 7 });
    });

    it('PG-2: a pull begins after the checkpoint and never reads its first entry again', async () => {
      const s = scene();
      const { device, session } = await backlog(s, 5);
      const seen: string[] = [];
      for (const checkpoint of upTo(4, 0)) {
        const frame = await s.frame(device, checkpoint, 1);
        expect(frame).toMatchObject({ from: checkpoint + 1, to: checkpoint + 1 });
        seen.push(...entriesOf(frame.items).map(nameOf));
      }
      expect(seen).toEqual(upTo(5).map((seq) => `${session}#${seq}`));
    });

    it.each(PAGE_TABLE)('PG-3: pages of $limit bring a backlog of $total whole', async ({ limit, total }) => {
      const s = scene();
      const { device } = await backlog(s, total);
      const items = await s.drain(device, 0, limit);
      expect(items.map((item) => item.syncSeq)).toEqual(upTo(total));
    });

    it('PG-4: an answer brings the profiles of the people it names, each once', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.add(session, ann, cid);
      await s.say(session, cid);
      await s.remove(session, ann, cid);
      const whole = await s.frame(device, 0);
      expect(whole.users.map((user) => user.userId).toSorted()).toEqual([ann, ben, cid].toSorted());
      expect(some(whole.users.find((user) => user.userId === cid)).username).toMatch(/^u/);
      expect((await s.frame(device, 2, 1)).users.map((user) => user.userId)).toEqual([cid]);
      const page = await s.history(session, ben, { at: 'around', seq: 3 }, 1);
      expect(page.users.map((user) => user.userId)).toEqual([cid]);
    });
  });

  describe('checkpoints', () => {
    it('CP-1: a backlog goes on from the checkpoint', async () => {
      const s = scene();
      const { device } = await backlog(s, 3);
      expect(await s.pull(device, 1)).toMatchObject({ outcome: 'continue', frame: { from: 2, to: 3 } });
    });

    it('CP-2: nothing new is told as up to date, with the head, never as 0', async () => {
      const s = scene();
      const { device } = await backlog(s, 3);
      const epoch = await s.store.epoch();
      expect(await s.pull(device, 3)).toEqual({ outcome: 'up-to-date', epoch, head: 3, floor: 1 });
      expect(await s.pull(device, 3, 1, 0)).toMatchObject({ outcome: 'up-to-date', head: 3 });
    });

    it('CP-2: a device that was never told anything is up to date at 0', async () => {
      const s = scene();
      const device = await s.device(await s.person());
      expect(await s.pull(device, 0)).toMatchObject({ outcome: 'up-to-date', head: 0, floor: 1 });
    });

    it('CP-3: a checkpoint of another life, or ahead of the head, is told as such', async () => {
      const s = scene();
      const { device } = await backlog(s, 3);
      expect(await s.pull(device, 4)).toMatchObject({ outcome: 'other-epoch', head: 3, floor: 1 });
      expect(await s.pull(device, Number.MAX_SAFE_INTEGER)).toMatchObject({ outcome: 'other-epoch' });
      for (const checkpoint of [0, 2, 3]) {
        const answer = await s.store.pull({ ...device, epoch: 'another life', checkpoint, limit: 10 });
        expect(answer).toEqual({ outcome: 'other-epoch', epoch: await s.store.epoch(), head: 3, floor: 1 });
      }
    });

    it('CP-4: a checkpoint below the floor is told as such; one right before it goes on', async () => {
      const s = scene();
      const { device } = await backlog(s, 6);
      await s.fixture.purgeSync(device.userId, device.deviceId, 4);
      expect(await s.pull(device, 2)).toMatchObject({ outcome: 'below-floor', head: 6, floor: 4 });
      expect(await s.pull(device, 0)).toMatchObject({ outcome: 'below-floor' });
      expect(await s.frame(device, 3)).toMatchObject({ from: 4, to: 6, floor: 4 });
      expect(await s.frame(device, 4)).toMatchObject({ from: 5, to: 6 });
    });

    it('CP-4: with everything purged the head is still up to date, and all below it is not', async () => {
      const s = scene();
      const { device, session, ann } = await backlog(s, 3);
      await s.fixture.purgeSync(device.userId, device.deviceId, 4);
      expect(await s.pull(device, 3)).toMatchObject({ outcome: 'up-to-date', head: 3, floor: 4 });
      expect(await s.pull(device, 2)).toMatchObject({ outcome: 'below-floor' });
      await s.say(session, ann);
      expect(await s.frame(device, 3)).toMatchObject({ from: 4, to: 4, floor: 4 });
    });

    it('CP-5: a backlog larger than the device cares for is too far; one just as large is not', async () => {
      const s = scene();
      const { device } = await backlog(s, 6);
      expect(await s.pull(device, 1, 2, 4)).toMatchObject({ outcome: 'too-far', head: 6, floor: 1 });
      expect(await s.pull(device, 2, 2, 4)).toMatchObject({ outcome: 'continue', frame: { from: 3, to: 4 } });
      expect(await s.pull(device, 5, 2, 0)).toMatchObject({ outcome: 'too-far' });
    });

    it('CP-6: what is worse is told first: the epoch, then the floor, then the distance', async () => {
      const s = scene();
      const { device } = await backlog(s, 6);
      await s.fixture.purgeSync(device.userId, device.deviceId, 4);
      const ask = { ...device, checkpoint: 1, limit: 10, maxBacklog: 1 };
      expect(await s.store.pull({ ...ask, epoch: 'another life' })).toMatchObject({ outcome: 'other-epoch' });
      expect(await s.store.pull({ ...ask, epoch: await s.store.epoch() })).toMatchObject({ outcome: 'below-floor' });
    });

    it('CP-7: a device that is revoked or unknown is told so and served nothing', async () => {
      const s = scene();
      const { device } = await backlog(s, 3);
      const other = await s.person();
      const strangers = [
        { userId: device.userId, deviceId: s.id() },
        { userId: other, deviceId: device.deviceId },
      ];
      for (const stranger of strangers) {
        expect(await s.pull(stranger, 0)).toEqual({ outcome: 'device-unknown' });
        expect(await s.store.snapshot({ ...stranger, cursor: null, limit: 10 })).toEqual({ outcome: 'device-unknown' });
        expect(await s.store.revokeDevice(stranger.userId, stranger.deviceId)).toEqual({ outcome: 'device-unknown' });
      }
      await s.store.revokeDevice(device.userId, device.deviceId);
      const epoch = 'another life';
      expect(await s.pull(device, 0)).toEqual({ outcome: 'device-revoked' });
      expect(await s.store.pull({ ...device, epoch, checkpoint: 9, limit: 1 })).toEqual({ outcome: 'device-revoked' });
      expect(await s.store.snapshot({ ...device, cursor: null, limit: 10 })).toEqual({ outcome: 'device-revoked' });
    });
  });

  describe('acknowledged checkpoints', () => {
    const ack = async (s: Scene, device: DeviceRef, checkpoint: number) =>
      s.store.ackSync({ ...device, epoch: await s.store.epoch(), checkpoint });

    it('CP-8: an acknowledgement is noted, never moves back, and decides nothing', async () => {
      const s = scene();
      const { device } = await backlog(s, 6);
      expect((await s.record(device)).acked).toBeNull();
      expect(await ack(s, device, 4)).toMatchObject({ outcome: 'moved', from: 0, to: 4 });
      expect(await ack(s, device, 2)).toEqual({ outcome: 'unmoved' });
      expect(await ack(s, device, 4)).toEqual({ outcome: 'unmoved' });
      expect((await s.record(device)).acked?.seq).toBe(4);
      expect((await s.store.devices(device.userId))[0]?.acked?.seq).toBe(4);
      expect(await s.frame(device, 1)).toMatchObject({ from: 2, to: 6 });
      expect(await ack(s, device, 6)).toMatchObject({ outcome: 'moved', from: 4, to: 6 });
      await s.store.registerDevice({ ...device, loginId: s.id(), name: 'Again', at: await s.fixture.now() });
      expect((await s.record(device)).acked?.seq).toBe(6);
    });

    it('CP-8: one of another life, past the head, or of no device is noted nowhere', async () => {
      const s = scene();
      const { device } = await backlog(s, 3);
      expect(await s.store.ackSync({ ...device, epoch: 'another life', checkpoint: 1 })).toEqual({
        outcome: 'other-epoch',
      });
      expect(await ack(s, device, 4)).toEqual({ outcome: 'other-epoch' });
      expect(await ack(s, { ...device, deviceId: s.id() }, 1)).toEqual({ outcome: 'device-unknown' });
      expect((await s.record(device)).acked).toBeNull();
      await s.store.revokeDevice(device.userId, device.deviceId);
      expect(await ack(s, device, 1)).toEqual({ outcome: 'device-revoked' });
    });

    it('CP-8: of those that come at once the furthest stands', async () => {
      const s = scene();
      const { device } = await backlog(s, 9);
      await Promise.all([3, 9, 5, 7, 1].map((checkpoint) => ack(s, device, checkpoint)));
      expect((await s.record(device)).acked?.seq).toBe(9);
    });

    it('CP-9: what the first of the user’s devices has got is answered once, per session', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const [phone, desk] = [await s.device(ben), await s.device(ben)];
      const sessions = [await s.group(ann, [ben]), await s.group(ann, [ben])];
      const [one, two] = [some(sessions[0]), some(sessions[1])];
      await s.sayMany(one, ann, 3);
      await s.say(two, ann);
      await s.store.markRead({ userId: ben, sessionId: two, seq: 2 });
      const got = async (device: DeviceRef, checkpoint: number) => {
        const outcome = await ack(s, device, checkpoint);
        if (outcome.outcome !== 'moved') throw new Error(`not moved: ${outcome.outcome}`);
        return Object.fromEntries(outcome.delivered.map(({ sessionId, seq }) => [sessionId, seq]));
      };
      expect(await got(phone, 3)).toEqual({ [one]: 2, [two]: 1 });
      expect(await got(desk, 2)).toEqual({});
      expect(await got(desk, 7)).toEqual({ [one]: 4, [two]: 2 });
      expect(await got(phone, 7)).toEqual({});
    });

    it('CP-9: of what is purged nothing is known, and nothing is noted', async () => {
      const s = scene();
      const { device, session } = await backlog(s, 6);
      await s.fixture.purgeSync(device.userId, device.deviceId, 7);
      expect(await ack(s, device, 6)).toEqual({ outcome: 'moved', from: 0, to: 6, delivered: [] });
      await s.say(session, (await s.history(session, device.userId, { at: 'newest' })).entries[0]?.authorId ?? '');
      expect(await ack(s, device, 7)).toMatchObject({ delivered: [{ sessionId: session, seq: 7 }] });
    });

    it('CP-9: a session in pull mode is told by no sync timeline, and so notes nothing', async () => {
      const s = scene();
      const { device, session, ann } = await backlog(s, 3);
      await s.store.overrideMode({ sessionId: session, mode: 'pull' });
      await s.sayMany(session, ann, 5);
      expect(await ack(s, device, 4)).toMatchObject({ delivered: [{ sessionId: session, seq: 4 }] });
    });
  });

  describe('fan-out', () => {
    it('FO-1: an entry reaches every device of every member once, the sender and the sending device too', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const devices = [await s.device(ann), await s.device(ann), await s.device(ben), await s.device(ben)];
      const stranger = await s.device(cid);
      const session = await s.direct(ann, ben);
      await s.say(session, ann);
      await s.say(session, ben);
      for (const device of devices) {
        expect(await s.told(device)).toEqual(upTo(3).map((seq) => `${session}#${seq}`));
      }
      expect((await s.record(stranger)).head).toBe(0);
    });

    it('FO-2: what one commit delivers is dense, and is what a pull answers', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const devices = [await s.device(ann), await s.device(ben), await s.device(ben)];
      const sessions = [await s.group(ann, [ben]), await s.direct(ben, ann), await s.group(ann)];
      const batch = upTo(9).map((n) => ({
        sessionId: some(sessions[n % 3]),
        authorId: ann,
        clientId: s.id(),
        text: `message ${n}`,
      }));
      const heads = await Promise.all(devices.map(async (device) => (await s.record(device)).head));
      const { deliveries } = await s.store.append(batch);
      expect(deliveries.map(({ deviceId }) => deviceId).toSorted()).toEqual(
        devices.map(({ deviceId }) => deviceId).toSorted(),
      );
      for (const [i, device] of devices.entries()) {
        const delivery = some(deliveries.find(({ deviceId }) => deviceId === device.deviceId));
        expect(delivery).toMatchObject({ userId: device.userId, floor: 1 });
        expect(delivery.items).toEqual(await s.drain(device, some(heads[i])));
        expect(delivery.items).toHaveLength(i === 0 ? 9 : 6);
      }
    });

    it('FO-3: a revoked device gets nothing more, its neighbours do', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const [lost, kept] = [await s.device(ben), await s.device(ben)];
      const session = await s.direct(ann, ben);
      expect(await s.store.revokeDevice(ben, lost.deviceId)).toMatchObject({
        outcome: 'done',
        device: { status: 'revoked', head: 2 },
      });
      const { deliveries } = await s.store.append([
        { sessionId: session, authorId: ann, clientId: s.id(), text: 'secret' },
      ]);
      expect(deliveries.map(({ deviceId }) => deviceId)).toEqual([kept.deviceId]);
      const marked = await s.store.markRead({ userId: ben, sessionId: session, seq: 2 });
      expect(marked).toMatchObject({ deliveries: [{ deviceId: kept.deviceId }] });
      expect(await s.record(lost)).toMatchObject({ status: 'revoked', head: 2 });
    });

    it('FO-4: a new device begins at 0 and is told of what happens from then on', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.direct(ann, ben);
      await s.sayMany(session, ann, 3);
      const device = await s.device(ben);
      expect(await s.record(device)).toMatchObject({ head: 0, floor: 1, status: 'active' });
      await s.say(session, ann);
      expect(await s.told(device)).toEqual([`${session}#5`]);
    });

    it('FO-5: registering a device again takes it over and keeps its timeline', async () => {
      const s = scene();
      const { device } = await backlog(s, 3);
      const { userId, deviceId } = device;
      const before = await s.record(device);
      const loginId = s.id();
      const again = { userId, deviceId, loginId, name: 'Another name', at: before.lastSeenAt + 5_000 };
      expect(await s.store.registerDevice(again)).toEqual({
        outcome: 'done',
        device: { ...before, loginId, name: 'Another name', lastSeenAt: before.lastSeenAt + 5_000 },
      });
    });

    it('FO-5: a revoked device cannot be registered again; revoking twice is revoking once', async () => {
      const s = scene();
      const { userId, deviceId } = await s.device(await s.person());
      const first = await s.store.revokeDevice(userId, deviceId);
      expect(first).toMatchObject({ outcome: 'done', device: { status: 'revoked' } });
      expect(await s.store.revokeDevice(userId, deviceId)).toEqual(first);
      const at = await s.fixture.now();
      expect(await s.store.registerDevice({ userId, deviceId, loginId: s.id(), name: 'Back', at })).toEqual({
        outcome: 'device-revoked',
      });
      expect(await s.store.devices(userId)).toEqual([]);
      expect(await s.store.device(userId, deviceId)).toMatchObject({ status: 'revoked' });
    });

    it('FO-5: devices are listed in order of registration, and last seen never goes back', async () => {
      const s = scene();
      const userId = await s.person();
      const at = await s.fixture.now();
      const ids: string[] = [];
      for (const n of upTo(3)) {
        const deviceId = s.id();
        await s.store.registerDevice({ userId, deviceId, loginId: s.id(), name: `Device ${n}`, at: at + n });
        ids.push(deviceId);
      }
      const listed = await s.store.devices(userId);
      expect(listed.map(({ deviceId, name, createdAt }) => ({ deviceId, name, createdAt }))).toEqual(
        ids.map((deviceId, i) => ({ deviceId, name: `Device ${i + 1}`, createdAt: at + i + 1 })),
      );
      const deviceId = some(ids[0]);
      await s.store.touchDevice(userId, deviceId, at + 60_000);
      await s.store.touchDevice(userId, deviceId, at + 30_000);
      expect((await s.store.device(userId, deviceId))?.lastSeenAt).toBe(at + 60_000);
      await s.store.touchDevice(userId, s.id(), at);
      expect(await s.store.device(userId, s.id())).toBeNull();
    });
  });
}
