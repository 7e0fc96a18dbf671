import { readFileSync } from 'node:fs';
import { DevicesPage } from '../pages/devices-page.ts';
import { numbered } from '../support/convergence.ts';
import { deviceDatabases, readDeviceStore } from '../support/device-store.ts';
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

test('DEV-11 the outbox: five messages in two chats survive a reload offline; one is edited, one cancelled, the rest goes out in order', async ({
  world,
}) => {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const [fromBo, fromCy] = await Promise.all([world.sender(bo), world.sender(cy)]);
  const [withBo, withCy] = [await fromBo.create([ada.username]), await fromCy.create([ada.username])];
  const device = await world.device(ada);
  const { chat } = device;
  const { page } = chat;
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await chat.open(bo.username);
  await device.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  for (const text of numbered('for bo', 3)) await chat.send(text);
  await chat.open(cy.username);
  for (const text of numbered('for cy', 2)) await chat.send(text);

  await chat.pill.getByRole('button').click();
  await page.getByRole('link', { name: 'Open outbox' }).click();
  await expect(page.getByRole('heading', { name: 'Outbox', level: 1 })).toBeVisible();
  await page.reload();
  const lane = (name: string) => page.getByRole('region', { name, exact: true });
  const row = (text: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: text });
  const toBo = lane(bo.username).getByRole('listitem').filter({ hasText: 'Message at' });
  await expect(toBo).toHaveText(numbered('for bo', 3).map((text) => new RegExp(`${text}.*Waiting`)));
  await expect(lane(cy.username).getByRole('listitem').filter({ hasText: 'Message at' })).toHaveCount(2);

  await row('for bo 2').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Text' }).fill('for bo, better');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toBo.nth(1)).toContainText('for bo, better');
  await row('for cy 1').getByRole('button', { name: 'Cancel' }).click();
  await expect(row('for cy 1')).toHaveCount(0);

  // What goes out while one writes another text for it goes as it was; the text is not lost.
  await row('for bo 3').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Text' }).fill('written too late');
  await device.context.setOffline(false);
  await chat.isLive();
  await expect(toBo).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'It left while you wrote' })).toContainText('written too late');
  await page.getByRole('button', { name: 'Put into the chat' }).click();
  await expect(chat.composer).toHaveValue('written too late');
  expect(await world.database.texts(withBo)).toEqual(['for bo 1', 'for bo, better', 'for bo 3']);
  expect(await world.database.texts(withCy)).toEqual(['for cy 2']);
});

test('DEV-17 the inspector: pushes, pulls, acks and checkpoints with filters and export, in any tab, and no text of a message', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.sendAll(sessionId, numbered('a secret', 3));
  const device = await world.device(ada);
  await device.chat.open(bo.username);
  await expect(device.chat.article('a secret 3')).toHaveCount(1);
  // A tab that follows: the log is the leader's.
  const { page } = await device.tab('/settings/sync');
  const lines = page.getByRole('region', { name: 'Log lines' }).getByRole('row');
  await expect(page.getByText('another tab')).toBeVisible();
  await other.send(sessionId, 'a secret 4');
  await expect(lines.filter({ hasText: /push/i }).filter({ hasText: 'continues' }).first()).toBeVisible();
  for (const what of ['pull', 'checkpoint', 'ack']) {
    await expect(lines.filter({ hasText: new RegExp(what, 'i') }).first()).toBeVisible();
  }
  await expect(page.getByRole('img', { name: /^Floor 1, checkpoint \d+, head \d+$/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Held ranges' })).toContainText(/5 of 5\s*whole/);

  await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'Checkpoint' }).click();
  await expect(lines.filter({ hasText: 'push' })).toHaveCount(0);
  await expect(lines.filter({ hasText: 'applied' }).first()).toBeVisible();

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export JSON' }).click();
  const text = readFileSync(await (await saved).path(), 'utf8');
  const { log, sessions } = JSON.parse(text) as { log: { what: string }[]; sessions: { sessionId: string }[] };
  const kinds = [...new Set(log.map(({ what }) => what))];
  expect(kinds).toEqual(expect.arrayContaining(['pull', 'push', 'checkpoint', 'ack', 'connection']));
  expect(sessions).toMatchObject([{ sessionId }]);
  expect(text).not.toContain('secret');
  await expect(page.getByRole('main')).not.toContainText('secret');
});

test('DEV-13 storage: measured by kind; beyond a tiny cap old pages go, never the outbox, and come back when looked at', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const device = await world.device(ada);
  const sessionId = await other.create([ada.username]);
  // Far more than a window of the list and the page around it, which stay whatever the cap.
  for (let sent = 0; sent < 600; sent += 50) {
    await Promise.all(
      numbered('old news', 600)
        .slice(sent, sent + 50)
        .map((text) => other.send(sessionId, text)),
    );
  }
  const held = async () => (await device.content())?.sessions.find((one) => one.sessionId === sessionId)?.held;
  await expect.poll(held).toEqual([{ from: 1, to: 601 }]);

  const { page } = await device.tab('/settings/storage');
  await expect(page.getByRole('term').filter({ hasText: 'Messages' })).toBeVisible();
  for (const name of ['People', 'Outbox', 'Other', 'Cap', 'The browser grants']) {
    await expect(page.getByRole('term').filter({ hasText: name }).first()).toBeVisible();
  }
  await expect(page.getByRole('combobox', { name: 'Keep at most' })).toHaveValue('200000000');
  await device.context.setOffline(true);
  await device.chat.open(bo.username);
  await device.chat.send('waits');
  await expect(device.chat.article('waits')).toHaveCount(1);
  await page.getByRole('button', { name: 'Free space' }).click();
  await expect(page.getByText(/\d+ messages were taken off this device/)).toBeVisible();
  await expect.poll(async () => (await held())?.[0]?.from).toBeGreaterThan(1);
  const waiting = (await device.content())?.outbox.filter(({ action }) => action.kind === 'send');
  expect(waiting).toMatchObject([{ action: { text: 'waits' } }]);

  await device.context.setOffline(false);
  await device.chat.isLive();
  await device.chat.feed.focus();
  await expect
    .poll(
      async () => {
        await device.chat.page.keyboard.press('Home');
        return (await device.chat.rendered())[0]?.label ?? '';
      },
      { timeout: 60_000, intervals: [200] },
    )
    .toMatch(/old news \d+$/);
  await expect
    .poll(
      async () => {
        await device.chat.page.keyboard.press('Home');
        return (await held())?.[0]?.from;
      },
      { timeout: 30_000 },
    )
    .toBe(1);
});

test('DEV-15 a newer page upgrades the store at once: the old tab lets go, offers to reload, and what waits is kept', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  await other.create([ada.username]);
  const device = await world.device(ada);
  const { chat } = device;
  await chat.open(bo.username);
  const newer = await device.context.newPage();
  await newer.goto(`${device.origin}/icon.svg`);
  await device.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  await chat.send('kept');
  const [name = ''] = await deviceDatabases(newer);
  const outcome = await newer.evaluate(
    (name) =>
      new Promise<string>((resolve) => {
        const request = indexedDB.open(name, 9_990);
        request.addEventListener('blocked', () => resolve('blocked'));
        request.addEventListener('error', () => resolve('failed'));
        request.addEventListener('success', () => {
          request.result.close();
          resolve('upgraded');
        });
      }),
    name,
  );
  expect(outcome).toBe('upgraded');
  const banner = chat.page.getByRole('alert').filter({ hasText: 'newer Tidemark' });
  await expect(banner).toContainText('Reload to go on; nothing is lost.');
  await expect(banner.getByRole('button', { name: 'Reload' })).toBeVisible();
  // What the old tab shows stays, and so does what it has not sent.
  await expect(chat.article('kept')).toHaveCount(1);
  expect((await readDeviceStore(newer))?.outbox).toMatchObject([
    { action: { text: 'kept' }, state: { kind: 'queued' } },
  ]);
});
