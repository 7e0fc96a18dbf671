import { describe, expect, it } from 'vitest';
import type { SimDevice, SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

const YEAR_MS = 365 * 86_400_000;
const LIFETIME_MS = 60_000;

/** Alice's two devices in two sessions with Bob; the clock of the second is off by so many years. */
async function scene(years: number) {
  const world = new World(90 + years);
  const first = await world.addSession();
  const second = await world.addSession();
  const right = await world.addDevice();
  const wrong = await world.addDevice();
  wrong.skewMs = years * YEAR_MS;
  const tabs: [SimTab, SimTab] = [right.open(), wrong.open()];
  await world.live(...tabs);
  const bobSays = (sessionId: string, text: string) =>
    world.server.say(sessionId, world.bob, world.random.uuid(), text);
  const settled = async () => {
    const devices = [right, wrong];
    for (const { store } of devices) await world.clock.until(async () => (await store.outbox()).length === 0);
    for (const device of devices) await world.caughtUp(device);
  };
  return { world, first, second, right, wrong, tabs, bobSays, settled };
}

/** The list as a screen shows it: what comes first, what is unread, what was said last. */
async function list({ client }: SimTab) {
  const items = await client.live.sessions();
  return items.map(({ sessionId, unread, lastAt, lastText }) => ({ sessionId, unread, lastAt, lastText }));
}

const timesOn = async (device: SimDevice, sessionId: string) =>
  (await device.store.entries(sessionId, 0, 1_000)).map(({ seq, at }) => [seq, at]);

describe.each([-20, 20])('a device whose clock is off by %i years', (years) => {
  it('shows what it and others say in one order, with the same times and places in the list as any other', async () => {
    const { world, first, second, right, wrong, tabs, bobSays, settled } = await scene(years);
    const [onRight, onWrong] = tabs;
    for (const round of [1, 2, 3]) {
      await bobSays(first, `bob ${round}`);
      await world.clock.pass(1_000);
      await world.clock.finish(onWrong.client.send(first, `wrong ${round}`));
      await world.clock.pass(1_000);
      await world.clock.finish(onRight.client.send(first, `right ${round}`));
      await settled();
    }
    const said = [1, 2, 3].flatMap((round) => [`bob ${round}`, `wrong ${round}`, `right ${round}`]);
    for (const tab of tabs) expect(World.texts(await tab.client.live.window(first, 1, 100))).toEqual(said);
    expect(await timesOn(wrong, first)).toEqual(await timesOn(right, first));
    await bobSays(second, 'the newest');
    await settled();
    expect((await list(onWrong)).map(({ sessionId }) => sessionId)).toEqual([second, first]);
    expect(await list(onWrong)).toEqual(await list(onRight));
  });

  it('takes what was written without a connection after what it knows, and counts what is unread as any other', async () => {
    const { world, first, second, wrong, tabs, bobSays, settled } = await scene(years);
    const [onRight, onWrong] = tabs;
    await bobSays(first, 'before');
    await settled();
    wrong.faults.down = true;
    onWrong.transport.cut();
    await world.clock.finish(onWrong.client.send(first, 'written offline'));
    await bobSays(first, 'meanwhile');
    await bobSays(second, 'elsewhere');
    const shown = await onWrong.client.live.window(first, 1, 100);
    expect(World.texts(shown)).toEqual(['before']);
    expect(shown.pending.map(({ action }) => action.kind === 'send' && action.text)).toEqual(['written offline']);
    wrong.faults.down = false;
    await world.live(onWrong);
    await settled();
    for (const tab of tabs) {
      expect(World.texts(await tab.client.live.window(first, 1, 100))).toEqual([
        'before',
        'meanwhile',
        'written offline',
      ]);
    }
    expect((await list(onWrong)).map(({ unread }) => unread)).toEqual([2, 1]);
    expect(await list(onWrong)).toEqual(await list(onRight));
    await world.clock.finish(onWrong.client.markRead(first, 3));
    await settled();
    for (const tab of tabs) expect((await tab.client.live.session(first))?.unread).toBe(0);
  });

  it('RT-10 RT-13: loses what has expired by the clock of the server, no more and no less', async () => {
    const { world, first, right, wrong, tabs, bobSays, settled } = await scene(years);
    await bobSays(first, 'old');
    await world.clock.finish(tabs[1].client.send(first, 'old too'));
    await settled();
    await world.clock.pass(LIFETIME_MS);
    await bobSays(first, 'young');
    await world.clock.finish(tabs[1].client.send(first, 'young too'));
    await settled();
    const outcome = await world.server.store.expire({ sessionId: first, before: world.clock.now() - LIFETIME_MS / 2 });
    if (outcome) world.server.deliver(outcome);
    await settled();
    for (const device of [right, wrong]) expect(await world.shown(device, first)).toEqual(['young', 'young too']);
    expect((await tabs[1].client.live.session(first))?.unread).toBe(1);
    expect(await list(tabs[1])).toEqual(await list(tabs[0]));
  });
});
