import type { Page } from '@playwright/test';
import { ChatPage } from '../pages/chat-page.ts';
import { expectConverged, numbered } from '../support/convergence.ts';
import { expect, test } from '../support/fixtures.ts';

const MISSED = 2_400;

/** Ends a tab the moment its nth pulled page arrives: by a crash of its process, or by closing it. */
async function dieOnPull(page: Page, nth: number, how: 'crash' | 'close'): Promise<() => Promise<void>> {
  let pages = 0;
  const settle: { resolve?: () => void; reject?: (cause: unknown) => void } = {};
  const died = new Promise<void>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  await page.routeWebSocket(/\/socket\.io\//, (route) => {
    const server = route.connectToServer();
    const pulls = new Set<string>();
    route.onMessage((message) => {
      const id = /^42(\d+)\["sync:pull"/.exec(String(message))?.[1];
      if (id) pulls.add(id);
      server.send(message);
    });
    server.onMessage((message) => {
      route.send(message);
      const id = /^43(\d+)/.exec(String(message))?.[1];
      if (!id || !pulls.has(id)) return;
      pages += 1;
      if (pages === nth) void end(page, how).then(settle.resolve, settle.reject);
    });
  });
  return () => died;
}

async function end(page: Page, how: 'crash' | 'close'): Promise<void> {
  if (how === 'close') return page.close();
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  // The call never returns: the process that would answer is gone.
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}

test('tabs that die in the middle of a catch-up lose nothing and double nothing', async ({ world }) => {
  test.slow();
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [sender, device] = await Promise.all([world.sender(bo), world.device(ada)]);
  const sessionId = await sender.create([ada.username]);
  await expect(device.chat.link(bo.username)).toBeVisible();
  const deviceId = await device.deviceId();
  await device.chat.page.close();

  const texts = numbered('missed', MISSED);
  for (let at = 0; at < texts.length; at += 200) {
    // One socket keeps its order, so many may be on their way.
    await Promise.all(texts.slice(at, at + 200).map((text) => sender.send(sessionId, text)));
  }
  const head = await world.database.deviceHead(ada.userId, deviceId);
  expect(head).toBeGreaterThan(MISSED);

  for (const [nth, how] of [
    [1, 'crash'],
    [2, 'close'],
    [3, 'crash'],
    [1, 'close'],
    [2, 'crash'],
    [1, 'crash'],
  ] as const) {
    const page = await device.context.newPage();
    const died = await dieOnPull(page, nth, how);
    await page.goto(device.origin).catch(() => undefined);
    await died();
  }

  const chat = new ChatPage(await device.context.newPage());
  await chat.page.goto(`${device.origin}/s/${sessionId}`);
  await chat.isLive();
  await expectConverged(world, sessionId, [device]);
  expect((await device.content())?.position?.checkpoint).toBe(await world.database.deviceHead(ada.userId, deviceId));
  expect(await device.deviceId()).toBe(deviceId);
  await sender.send(sessionId, 'and on it goes');
  await expectConverged(world, sessionId, [device]);
});
