import { DevicesPage } from '../pages/devices-page.ts';
import { numbered } from '../support/convergence.ts';
import { expect, test } from '../support/fixtures.ts';
import { HeldLink } from '../support/held-link.ts';

test('DEV-1 the pill: Resyncing, Live, Offline · k queued, Catching up n / m, Reconnecting, and nothing wrong at a start', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  const device = await world.profile(ada);
  const page = await device.context.newPage();
  const link = await HeldLink.on(page);
  // Everything that the pill ever says, in order.
  await page.addInitScript(() => {
    const said: string[] = [];
    Reflect.set(window, 'said', said);
    new MutationObserver(() => {
      const text = document.querySelector('[data-sync]')?.textContent ?? null;
      if (text !== null && text !== said.at(-1)) said.push(text);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const said = () => page.evaluate(() => Reflect.get(window, 'said') as string[]);

  link.hold('sync:snapshot');
  const signingIn = device.signIn(page);
  const pill = page.getByRole('status', { name: 'Sync', exact: true });
  await expect(pill).toHaveText('Resyncing');
  link.release('sync:snapshot');
  const chat = await signingIn;
  expect(await said()).not.toContain('Reconnecting');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  await page.reload();
  await chat.isLive();
  expect(await said()).toEqual(['Starting', 'Live']);

  await chat.open(bo.username);
  await device.context.setOffline(true);
  await link.cut();
  await expect(pill).toHaveText('Offline · 0 queued');
  await chat.send('waits');
  await expect(pill).toHaveText('Offline · 1 queued');

  await other.sendAll(sessionId, numbered('missed', 5));
  link.hold('sync:pull');
  link.restore();
  await device.context.setOffline(false);
  await expect(pill).toHaveText(/^Catching up 0 \/ [5-7]$/);
  link.release('sync:pull');
  await chat.isLive();

  await link.cut();
  await expect(pill).toHaveText('Reconnecting');
  link.restore();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await chat.isLive();
});

test('DEV-2 DEV-3 devices show name, browser, last seen, last sync, checkpoint and lag; a paused device falls behind and comes back', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  const [here, there] = await Promise.all([world.device(ada), world.device(ada)]);
  const devices = new DevicesPage(await here.tab('/settings/devices').then((tab) => tab.page));
  const own = devices.items.filter({ hasText: 'This device' });
  const row = devices.items.filter({ hasNotText: 'This device' });
  await expect(own).toContainText(/Chrome on Linux/);
  for (const text of ['Browser', 'Last sync', 'Lag', 'Online']) await expect(own).toContainText(text);
  await expect(own.getByRole('img', { name: /^Floor 1, checkpoint \d+, head \d+$/ })).toBeVisible();
  await expect(row).toContainText(/Chrome on Linux.*Online.*added/s);
  await expect(row).toContainText('Lag 0');

  await there.context.setOffline(true);
  await expect(there.chat.pill).toContainText('Offline');
  await other.sendAll(sessionId, numbered('missed', 60));
  await expect(row).toContainText('Lag 60');
  await expect(own).toContainText(/Lag\s*0/);
  await expect(row.getByRole('img', { name: /at most 6\d$/ })).toBeVisible();

  await there.context.setOffline(false);
  await there.chat.isLive();
  await expect(row).toContainText('Lag 0');
  const deviceId = await there.deviceId();
  const head = await world.database.deviceHead(ada.userId, deviceId);
  await expect(row).toContainText(`Checkpoint #${head}`);
  await there.context.close();
  await expect(row).toContainText('Last seen now');
});
