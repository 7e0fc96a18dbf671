import { AuthPage } from '../pages/auth-page.ts';
import { DevicesPage } from '../pages/devices-page.ts';
import { signIn, socketCounts } from '../support/api.ts';
import { deviceDatabases } from '../support/device-store.ts';
import { expect, test } from '../support/fixtures.ts';
import { TabSockets } from '../support/tab-sockets.ts';

const CUT_OFF_MS = 2_000;

test('a revoked device is cut off within two seconds, refused from then on, and wiped', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.send(sessionId, 'before');
  const kept = await world.device(ada);
  const lost = await world.profile(ada);
  const page = await lost.context.newPage();
  const sockets = new TabSockets();
  sockets.watch(page);
  const chat = await lost.signIn(page);
  await expect(chat.link(bo.username)).toBeVisible();
  const deviceId = await lost.deviceId();

  const devices = new DevicesPage(await kept.tab('/settings/devices').then((tab) => tab.page));
  await expect(devices.items).toHaveCount(2);
  await devices.revokeOther();
  await expect.poll(() => sockets.leaders().length, { timeout: CUT_OFF_MS, intervals: [20] }).toBe(0);
  const { cookie } = await signIn(world.place, ada);
  expect((await socketCounts(world.place, cookie)).get(deviceId) ?? 0).toBe(0);
  await expect(devices.items).toHaveCount(1);

  const auth = new AuthPage(page);
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(auth.notice).toContainText('signed out from another');
  await expect.poll(() => deviceDatabases(page)).toEqual([]);
  const refused = await lost.context.request.get(`${lost.origin}/api/health/devices`);
  expect(refused.status()).toBe(401);

  // The other device goes on, and what comes now does not reach the one that was revoked.
  await other.send(sessionId, 'after');
  await kept.chat.open(bo.username);
  await expect(kept.chat.article('after')).toHaveCount(1);
  await expect(page.getByText('after')).toHaveCount(0);
});

test('a revoked device’s open socket, next request and next connection are all refused', async ({ world }) => {
  const ada = await world.person('ada');
  const [revoked, device] = await Promise.all([world.sender(ada), world.device(ada)]);
  const devices = new DevicesPage(await device.tab('/settings/devices').then((tab) => tab.page));
  await devices.revokeOther();
  await expect.poll(() => revoked.connected, { timeout: CUT_OFF_MS, intervals: [20] }).toBe(false);
  await expect(revoked.connect()).rejects.toThrow();
  const answer = await fetch(`http://127.0.0.1:${world.place.port}/api/health/devices`, {
    headers: { cookie: revoked.cookie },
  });
  expect(answer.status).toBe(401);
});

test('DEV-16 signing out removes what the device held; the next user of the profile sees nothing of it (O-33)', async ({
  world,
}) => {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.send(sessionId, 'only for ada');
  const device = await world.device(ada);
  const { page } = device.chat;
  await device.chat.open(bo.username);
  await expect(device.chat.article('only for ada')).toHaveCount(1);
  const second = await device.tab();
  await second.isLive();

  await device.chat.signOut();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(second.page).toHaveURL(/\/sign-in$/);
  await expect.poll(() => deviceDatabases(page)).toEqual([]);
  expect((await device.context.request.get(`${device.origin}/api/health/devices`)).status()).toBe(401);
  // What is left: the register of who signs in here, empty, and the app itself for a start without the network.
  const left = await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const texts: string[] = [];
    for (const key of await caches.keys()) {
      const cache = await caches.open(key);
      for (const request of await cache.keys())
        texts.push(request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    return { databases, texts: texts.join(' '), local: JSON.stringify({ ...localStorage }) };
  });
  expect(left.databases).toEqual(['tidemark']);
  for (const kept of [left.texts, left.local])
    expect(kept).not.toMatch(new RegExp(`only for ada|${ada.userId}|${bo.username}`));

  await new AuthPage(page).signIn(cy);
  await device.chat.isLive();
  await expect(device.chat.chats.getByRole('link')).toHaveCount(0);
  await page.goto(`${device.origin}/s/${sessionId}`);
  await device.chat.isLive();
  await expect(page.getByText('only for ada')).toHaveCount(0);
  expect(JSON.stringify(await device.content())).not.toContain('only for ada');
});
