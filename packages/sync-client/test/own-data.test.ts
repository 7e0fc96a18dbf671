import { describe, expect, it } from 'vitest';
import type { SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

/** Two devices of Alice's, both live. */
async function scene(seed: number) {
  const world = new World(seed);
  await world.addSession();
  const [here, there] = [await world.addDevice(), await world.addDevice()];
  const [tab, other] = [here.open(), there.open()];
  await world.live(tab, other);
  const set = (by: SimTab, key: string, value: string | null) => world.clock.finish(by.client.setOwn(key, value));
  const own = async (of: SimTab) => Object.fromEntries(await of.client.live.own(''));
  const shows = (of: SimTab, values: Record<string, string>) =>
    world.clock.until(async () => JSON.stringify(await own(of)) === JSON.stringify(values));
  const rest = (...devices: readonly (typeof here)[]) =>
    world.clock.until(async () => {
      const left = await Promise.all(devices.map((device) => device.store.outbox()));
      return left.every((items) => items.length === 0);
    });
  return { world, here, there, tab, other, set, own, shows, rest };
}

describe('own data', () => {
  it('OD-6: what one device sets the others show, also in another tab and after a reload', async () => {
    const { world, here, tab, other, set, shows, rest } = await scene(1);
    const second = here.open();
    await set(tab, 'theme', 'dark');
    await set(second, 'draft:1', 'hello');
    await shows(other, { 'draft:1': 'hello', theme: 'dark' });
    await set(other, 'draft:1', null);
    await shows(tab, { theme: 'dark' });
    await rest(here);
    tab.kill();
    second.kill();
    const again = here.open();
    await world.live(again);
    await shows(again, { theme: 'dark' });
  });

  it('OD-1: the private session is no chat', async () => {
    const { world, here, tab, set, rest } = await scene(2);
    await set(tab, 'theme', 'dark');
    await rest(here);
    expect(await here.store.session(world.alice)).not.toBeNull();
    expect((await tab.client.live.sessions()).map(({ sessionId }) => sessionId)).toEqual(world.sessions);
    expect(await tab.client.live.session(world.alice)).toBeNull();
  });

  it('OD-7: set without a connection it shows at once, survives the tab, and only the last of a key is sent', async () => {
    const { world, here, tab, other, set, own, shows } = await scene(3);
    here.faults.down = true;
    tab.transport.cut();
    for (const value of ['h', 'he', 'hel']) await set(tab, 'draft:1', value);
    expect(await own(tab)).toEqual({ 'draft:1': 'hel' });
    expect(await here.store.outbox()).toHaveLength(1);
    expect(tab.client.status.get()).not.toMatchObject({ queued: 1 });
    tab.kill();
    const again = here.open();
    expect(await own(again)).toEqual({ 'draft:1': 'hel' });
    here.faults.down = false;
    await world.live(again);
    await shows(other, { 'draft:1': 'hel' });
    const [userId, sessionId] = [world.alice, world.alice];
    const stored = await world.server.store.history({ userId, sessionId, anchor: { at: 'newest' }, limit: 9 });
    expect('entries' in stored && stored.entries.map(({ body }) => body.kind)).toEqual(['session-created', 'set']);
  });

  it('OD-7: a value that is there already is not sent', async () => {
    const { world, here, tab, set, rest } = await scene(4);
    await set(tab, 'theme', 'dark');
    await rest(here);
    await set(tab, 'theme', 'dark');
    await set(tab, 'draft:1', null);
    expect(await here.store.outbox()).toEqual([]);
    expect(world.server.requests.filter(({ event }) => event === 'own:set')).toHaveLength(1);
  });

  it('OD-5: state first: a new device has all that is in force by one question, however often it was set', async () => {
    const { world, here, tab, set, shows, rest } = await scene(5);
    for (let n = 0; n < 30; n += 1) {
      await set(tab, 'draft:1', `draft ${n}`);
      await rest(here);
    }
    await set(tab, 'theme', 'dark');
    await set(tab, 'draft:2', 'sent');
    await rest(here);
    await set(tab, 'draft:2', null);
    await rest(here);
    const asked = world.server.requests.length;
    const fresh = (await world.addDevice()).open();
    await world.live(fresh);
    await shows(fresh, { 'draft:1': 'draft 29', theme: 'dark' });
    const events = world.server.requests.slice(asked).map(({ event }) => event);
    expect(events.filter((event) => event === 'history:changes')).toHaveLength(1);
    // The one page is of the chat, read for the first time (DV-16): own data is not read as history.
    expect(events.filter((event) => event === 'history:page').length).toBeLessThanOrEqual(1);
  });

  it('OD-4, OD-5: what does not fit into one answer is asked for until all is here', async () => {
    const { world, here, tab, set, own, rest } = await scene(7);
    for (let n = 0; n < 120; n += 1) await set(tab, `pin:${n}`, 'on');
    await rest(here);
    const fresh = (await world.addDevice()).open();
    await world.live(fresh);
    await world.clock.until(async () => Object.keys(await own(fresh)).length === 120);
  });

  it('OD-5, O-40: a draft that was sent elsewhere while the device slept beyond its lifetime does not rise again', async () => {
    const { world, here, there, tab, other, set, own, shows, rest } = await scene(6);
    await set(tab, 'draft:1', 'hello');
    await shows(other, { 'draft:1': 'hello' });
    await world.caughtUp(there);
    other.kill();
    await set(tab, 'draft:1', null);
    await rest(here);
    const record = await world.server.store.device(world.alice, there.deviceId);
    world.server.store.purgeSync(world.alice, there.deviceId, (record?.head ?? 0) + 1);
    const again = there.open();
    await world.live(again);
    await shows(again, {});
    expect(await own(tab)).toEqual({});
  });
});
