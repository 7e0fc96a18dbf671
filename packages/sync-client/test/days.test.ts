import { describe, expect, it } from 'vitest';
import { World } from './world.ts';

const ZONE = 'Europe/Berlin';

describe('the days of a session on a device', () => {
  it('HS-8: are counted once, then only what has come, in whichever tab, and known without a connection', async () => {
    const world = new World(1);
    const sessionId = await world.addSession();
    const device = await world.addDevice();
    const [lead, other] = [device.open(), device.open()];
    await world.live(lead, other);
    await world.bobWrites(2_500);
    const total = async () =>
      (await other.client.live.days(sessionId, ZONE))?.days.reduce((sum, { messages }) => sum + messages, 0) ?? null;
    expect(await total()).toBeNull();

    await world.clock.finish(other.client.countDays(sessionId, ZONE));
    expect(await total()).toBe(2_500);
    expect((await other.client.live.days(sessionId, ZONE))?.days[0]?.first).toBe(2);
    await world.bobWrites(3);
    await world.clock.finish(lead.client.countDays(sessionId, ZONE));
    expect(await total()).toBe(2_503);

    device.faults.down = true;
    lead.transport.cut();
    await world.clock.until(() => lead.client.status.get().kind !== 'live');
    expect(await total()).toBe(2_503);
    expect(await other.client.live.days(sessionId, 'UTC')).toBeNull();
  });

  it('HS-7: are counted anew in another zone', async () => {
    const world = new World(2);
    const sessionId = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    await world.bobWrites(40);
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'UTC']) {
      await world.clock.finish(tab.client.countDays(sessionId, zone));
      const days = await tab.client.live.days(sessionId, zone);
      expect(days).toMatchObject({ zone, upTo: 41, head: 41 });
      expect(days?.days.reduce((sum, { messages }) => sum + messages, 0)).toBe(40);
    }
  });
});
