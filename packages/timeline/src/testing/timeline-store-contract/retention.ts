import { describe, expect, it } from 'vitest';
import { entriesOf, some } from './scene.ts';
import type { DeviceRef, Scene } from './scene.ts';
import { pair } from './writing.ts';

/** A session of two, its author, and a device of the other that has `entries` entries and went dormant. */
async function asleep(s: Scene, entries = 3): Promise<{ device: DeviceRef; session: string; ann: string }> {
  const [ann, ben] = await pair(s);
  const device = await s.device(ben);
  const session = await s.group(ann, [ben]);
  if (entries > 1) await s.sayMany(session, ann, entries - 1);
  await s.fixture.sleep(device.userId, device.deviceId);
  return { device, session, ann };
}

export function retentionRules(scene: () => Scene): void {
  describe('dormant and revoked devices', () => {
    it('RT-6: a dormant device ends at a mark, with its floor above it', async () => {
      const s = scene();
      const { device } = await asleep(s);
      expect(await s.record(device)).toMatchObject({ status: 'dormant', head: 4, floor: 5 });
      await s.fixture.sleep(device.userId, device.deviceId);
      expect(await s.record(device)).toMatchObject({ status: 'dormant', head: 4 });
      expect(await s.store.devices(device.userId)).toHaveLength(1);
    });

    it('RT-6: nothing is written to a dormant device, while its neighbour is told', async () => {
      const s = scene();
      const { device, session, ann } = await asleep(s);
      const neighbour = await s.device(device.userId);
      await s.say(session, ann);
      const marked = await s.store.markRead({ userId: device.userId, sessionId: session, seq: 4 });
      expect(some('deliveries' in marked ? marked : null).deliveries.map(({ deviceId }) => deviceId)).toEqual([
        neighbour.deviceId,
      ]);
      expect(await s.record(device)).toMatchObject({ status: 'dormant', head: 4 });
      expect(await s.record(neighbour)).toMatchObject({ head: 2 });
    });

    it('RT-6: a dormant device that was up to date is told that its checkpoint is below the floor', async () => {
      const s = scene();
      const { device, session, ann } = await asleep(s);
      await s.say(session, ann);
      expect(await s.pull(device, 3)).toMatchObject({ outcome: 'below-floor', head: 4, floor: 5 });
      expect(await s.record(device)).toMatchObject({ status: 'active' });
      expect(await s.pull(device, 0)).toMatchObject({ outcome: 'below-floor' });
    });

    const returns: readonly (readonly [string, (s: Scene, device: DeviceRef) => Promise<unknown>])[] = [
      ['a pull', (s, device) => s.pull(device, 3)],
      ['a snapshot', (s, device) => s.snapshotPage(device)],
      ['being seen', async (s, { userId, deviceId }) => s.store.touchDevice(userId, deviceId, await s.fixture.now())],
      ['a registration', (s, { userId, deviceId }) => s.device(userId, deviceId)],
    ];
    it.each(returns)('RT-6: %s wakes a dormant device, whose snapshot then misses nothing', async (_, comeBack) => {
      const s = scene();
      const { device, session, ann } = await asleep(s);
      await s.say(session, ann, 'while it slept');
      await comeBack(s, device);
      expect(await s.record(device)).toMatchObject({ status: 'active', head: 4, floor: 5 });
      const { checkpoint, views } = await s.snapshot(device);
      expect(checkpoint).toBe(4);
      expect(some(views[0])).toMatchObject({ head: 4, lastMessage: { body: { text: 'while it slept' } } });
      await s.say(session, ann, 'while it is awake');
      const frame = await s.frame(device, checkpoint);
      expect(frame).toMatchObject({ from: 5, to: 5, floor: 5 });
      expect(entriesOf(frame.items)).toMatchObject([{ seq: 5, body: { text: 'while it is awake' } }]);
      expect(await s.pull(device, 3)).toMatchObject({ outcome: 'below-floor' });
    });

    it('RT-6: a revoked device does not go dormant, and a dormant one can be revoked', async () => {
      const s = scene();
      const { device } = await asleep(s);
      const { userId, deviceId } = device;
      expect(await s.store.revokeDevice(userId, deviceId)).toMatchObject({ device: { status: 'revoked', head: 5 } });
      await s.fixture.sleep(userId, deviceId);
      await s.store.touchDevice(userId, deviceId, await s.fixture.now());
      expect(await s.record(device)).toMatchObject({ status: 'revoked', head: 5 });
    });

    it('RT-7: a revoked device ends at a mark, with its floor above it, and keeps no entry', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const neighbour = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 4);
      const { userId, deviceId } = device;
      const first = await s.store.revokeDevice(userId, deviceId);
      expect(first).toMatchObject({ device: { status: 'revoked', head: 6, floor: 7 } });
      expect(await s.store.revokeDevice(userId, deviceId)).toEqual(first);
      for (const checkpoint of [0, 3, 5, 6, 7]) {
        expect(await s.pull(device, checkpoint)).toEqual({ outcome: 'device-revoked' });
      }
      expect(await s.told(neighbour)).toHaveLength(5);
    });
  });
}
