import type { Page } from '@playwright/test';
import { ChatPage } from '../pages/chat-page.ts';
import { signIn, socketCounts } from '../support/api.ts';
import { expectConverged, expectStored } from '../support/convergence.ts';
import { expect, test, type World } from '../support/fixtures.ts';
import { freeze, makeFreezable } from '../support/freeze.ts';
import { TabSockets } from '../support/tab-sockets.ts';

const HAND_OVER_MS = 2_000;

/** Five tabs of one device in a direct session, and the other person's device without a browser. */
async function fiveTabs(world: World) {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  const device = await world.profile(ada);
  await makeFreezable(device.context);
  const sockets = new TabSockets();
  const tabs: ChatPage[] = [];
  for (let tab = 0; tab < 5; tab += 1) {
    const page = await device.context.newPage();
    sockets.watch(page);
    if (tab === 0) await device.signIn(page);
    await page.goto(`${device.origin}/s/${sessionId}`);
    const chat = new ChatPage(page);
    await chat.isLive();
    await expect(chat.composer).toBeVisible();
    tabs.push(chat);
  }
  const { cookie } = await signIn(world.place, ada);
  const deviceId = await device.deviceId();
  const serverSockets = async () => (await socketCounts(world.place, cookie)).get(deviceId);
  return { device, other, sessionId, tabs, sockets, serverSockets };
}

function leaderOf(sockets: TabSockets): Page {
  const [leader, ...more] = sockets.leaders();
  if (!leader || more.length > 0) throw new Error(`${more.length + (leader ? 1 : 0)} tabs hold a connection`);
  return leader;
}

test('DEV-9 five tabs of a device have one socket, and a message shows in all of them (O-30)', async ({ world }) => {
  const { other, sessionId, tabs, sockets, serverSockets } = await fiveTabs(world);
  await expect.poll(serverSockets).toBe(1);
  expect(sockets.leaders()).toHaveLength(1);
  await other.send(sessionId, 'to every tab');
  for (const tab of tabs) await expect(tab.article('to every tab')).toHaveCount(1);
  // Written in any of them it shows in all, from the tab that has the connection or not.
  for (const [index, tab] of tabs.entries()) await tab.send(`from tab ${index + 1}`);
  for (const tab of tabs) {
    for (let index = 1; index <= 5; index += 1) await expect(tab.article(`from tab ${index}`)).toHaveCount(1);
  }
  expect(await expectStored(world, sessionId, 6)).toHaveLength(6);
  await expect.poll(serverSockets).toBe(1);
});

test('DEV-9 closing the leader hands over within two seconds', async ({ world }) => {
  const { other, sessionId, tabs, sockets, serverSockets } = await fiveTabs(world);
  for (let round = 1; round <= 3; round += 1) {
    const leader = leaderOf(sockets);
    const left = tabs.filter(({ page }) => page !== leader && !page.isClosed());
    const before = sockets.opened.length;
    const closedAt = performance.now();
    await leader.close();
    await expect
      .poll(() => sockets.opened.length, { timeout: HAND_OVER_MS, intervals: [20], message: 'a tab connects' })
      .toBeGreaterThan(before);
    await expect.poll(serverSockets, { timeout: HAND_OVER_MS, intervals: [20] }).toBe(1);
    const took = Math.round((sockets.opened[before]?.at ?? 0) - closedAt);
    test.info().annotations.push({ type: 'hand-over', description: `${took} ms` });
    await other.send(sessionId, `after hand-over ${round}`);
    for (const tab of left) await expect(tab.article(`after hand-over ${round}`)).toHaveCount(1);
  }
});

test('DEV-9 a message written in a follower while the leader dies is sent once', async ({ world }) => {
  const { device, sessionId, tabs, sockets } = await fiveTabs(world);
  const texts: string[] = [];
  for (let round = 1; round <= 3; round += 1) {
    const leader = leaderOf(sockets);
    const follower = tabs.find(({ page }) => page !== leader && !page.isClosed());
    if (!follower) throw new Error('no follower is left');
    texts.push(`while leader ${round} dies`);
    await Promise.all([follower.send(`while leader ${round} dies`), leader.close()]);
    await expect.poll(() => sockets.leaders().length).toBe(1);
    expect(await expectStored(world, sessionId, round)).toEqual(texts);
  }
  await expectConverged(world, sessionId, [device]);
  await expect.poll(async () => (await device.content())?.outbox.length).toBe(0);
  for (const tab of tabs.filter(({ page }) => !page.isClosed())) {
    for (const text of texts) await expect(tab.article(text)).toHaveCount(1);
  }
});

test('DEV-10 a frozen leader loses its place to a tab that is seen; thawed, it follows and doubles nothing', async ({
  world,
}) => {
  const { device, other, sessionId, tabs, sockets, serverSockets } = await fiveTabs(world);
  const frozen = leaderOf(sockets);
  const left = tabs.filter(({ page }) => page !== frozen);
  const before = sockets.opened.length;
  const thaw = await freeze(frozen);
  await other.send(sessionId, 'while the leader is frozen');
  // The frozen tab may still hold its socket: it is the new one that counts.
  await expect.poll(() => sockets.opened.length, { message: 'another tab connects' }).toBeGreaterThan(before);
  expect(sockets.opened.at(-1)?.page).not.toBe(frozen);
  for (const tab of left) await expect(tab.article('while the leader is frozen')).toHaveCount(1);
  await left[0]?.send('from a tab that follows or leads');

  await thaw();
  await expect.poll(() => sockets.leaders().length).toBe(1);
  expect(sockets.leaders()).not.toContain(frozen);
  await expect.poll(serverSockets).toBe(1);
  await other.send(sessionId, 'after the thaw');
  for (const tab of tabs) {
    await expect(tab.article('while the leader is frozen')).toHaveCount(1);
    await expect(tab.article('from a tab that follows or leads')).toHaveCount(1);
    await expect(tab.article('after the thaw')).toHaveCount(1);
  }
  await expectConverged(world, sessionId, [device]);
  expect(await expectStored(world, sessionId, 3)).toHaveLength(3);
});
