import type { Page } from '@playwright/test';
import { expectConverged, expectStored, numbered } from '../support/convergence.ts';
import { textsOf } from '../support/device-store.ts';
import { expect, test } from '../support/fixtures.ts';
import { HeldLink } from '../support/held-link.ts';
import { LossyLink } from '../support/lossy-link.ts';
import { seededRandom } from '../support/random.ts';

/** The network reports that it is back, which cuts the wait before the next attempt short. */
async function isOnline(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

test('after an absence all messages of all sessions are there once, in order, and the checkpoint is the head', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [sender, device] = await Promise.all([world.sender(ada), world.device(bo)]);
  const { chat } = device;
  const sessions: string[] = [];
  for (const title of numbered('Group', 5)) sessions.push(await sender.create([bo.username], title));
  await expect(chat.link('Group 5')).toBeVisible();

  await device.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  // One socket keeps its order, so all may be on their way.
  await Promise.all(
    numbered('missed', 40).flatMap((text) =>
      sessions.map((sessionId, n) => sender.send(sessionId, `${text} in ${n + 1}`)),
    ),
  );
  await device.context.setOffline(false);
  await chat.isLive();

  const deviceId = await device.deviceId();
  const head = await world.database.deviceHead(bo.userId, deviceId);
  await expect.poll(async () => (await device.content())?.position?.checkpoint).toBe(head);
  const content = await device.content();
  for (const [index, sessionId] of sessions.entries()) {
    const expected = numbered('missed', 40).map((text) => `${text} in ${index + 1}`);
    expect(await world.database.texts(sessionId)).toEqual(expected);
    expect(textsOf(content, sessionId)).toEqual(expected);
    await expect(chat.link(`Group ${index + 1}`)).toHaveAccessibleDescription(/40 unread/);
  }
});

test('DEV-4 a connection that breaks 30 times while three people write 2,000 messages loses none and doubles none', async ({
  world,
}) => {
  test.slow();
  const [ada, ...others] = await Promise.all(['ada', 'bo', 'cy', 'dee'].map((name) => world.person(name)));
  if (!ada) throw new Error('unreachable');
  const senders = await Promise.all(others.map((other) => world.sender(other)));
  const [owner] = senders;
  const sessionId =
    (await owner?.create(
      [ada, ...others.slice(1)].map(({ username }) => username),
      'Gale',
    )) ?? '';
  const device = await world.profile(ada);
  const page = await device.context.newPage();
  const link = await HeldLink.on(page);
  const chat = await device.signIn(page);
  await chat.open('Gale');

  const random = seededRandom(4);
  const [breaks, each] = [30, 22];
  let said = 0;
  for (let round = 0; round <= breaks; round += 1) {
    const talk = Promise.all(
      senders.flatMap((sender) =>
        numbered(`${sender.person.username} ${round}`, each).map(async (text) => {
          await sender.send(sessionId, text);
          said += 1;
        }),
      ),
    );
    if (round < breaks) {
      const at = said + random.int(0, each * senders.length - 1);
      await expect.poll(() => said, { intervals: [5] }).toBeGreaterThanOrEqual(at);
      await link.cut();
      link.restore();
      await expect
        .poll(
          async () => {
            await isOnline(page);
            return link.open;
          },
          { intervals: [50] },
        )
        .toBe(1);
    }
    await talk;
  }

  const stored = await expectStored(world, sessionId, said);
  expect(said).toBeGreaterThan(2_000);
  expect(new Set(stored).size).toBe(said);
  await chat.isLive();
  await expectConverged(world, sessionId, [device]);
  const head = await world.database.deviceHead(ada.userId, await device.deviceId());
  await expect.poll(async () => (await device.content())?.position?.checkpoint).toBe(head);
  await expect(chat.article(stored.at(-1) ?? '')).toHaveCount(1);
});

test('what is written offline in two sessions survives a reload and goes out in order, once (O-29)', async ({
  world,
}) => {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const device = await world.device(ada);
  const { chat } = device;
  const withBo = await (async () => {
    await chat.startChat([bo.username]);
    return chat.sessionId();
  })();
  await chat.startChat([cy.username]);
  const withCy = chat.sessionId();
  // The worker that starts the app offline takes this page over in its own time.
  await chat.page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  await device.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  const [toCy, toBo] = [numbered('for cy', 3), numbered('for bo', 3)];
  for (const text of toCy) await chat.send(text);
  await chat.open(bo.username);
  for (const text of toBo) await chat.send(text);
  await expect(chat.pill).toHaveText('Offline · 6 queued');

  await chat.page.reload();
  await expect(chat.pill).toHaveText('Offline · 6 queued');
  for (const text of toBo) await expect(chat.article(text)).toHaveCount(1);
  expect(await world.database.texts(withBo)).toEqual([]);

  await device.context.setOffline(false);
  await chat.isLive();
  expect(await expectStored(world, withBo, 3)).toEqual(toBo);
  expect(await expectStored(world, withCy, 3)).toEqual(toCy);
  await expect.poll(async () => (await device.content())?.outbox.length).toBe(0);
  for (const text of toBo) await expect(chat.article(text)).toHaveCount(1);
});

test('DEV-12 acknowledgements lost ten times in a row make one message, on both sides, and never show two (O-18)', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [profile, receiver] = await Promise.all([world.profile(ada), world.device(bo)]);
  const page = await profile.context.newPage();
  const link = await LossyLink.on(page);
  const chat = await profile.signIn(page);
  await chat.startChat([bo.username]);
  const sessionId = chat.sessionId();
  // In every frame from here on: of how many messages one saw at most.
  await chat.feed.evaluate((feed) => {
    const seen = { frames: 0, most: 0 };
    Object.assign(window, { seen });
    const look = () => {
      seen.frames += 1;
      seen.most = Math.max(seen.most, feed.querySelectorAll('article').length);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

  link.lose(10);
  await chat.send('said once');
  await expect
    .poll(
      async () => {
        await isOnline(page);
        return link.lost;
      },
      { timeout: 60_000, intervals: [100] },
    )
    .toBe(10);
  await expect(async () => {
    await isOnline(page);
    await expect(chat.pill).toHaveText('Live', { timeout: 1_000 });
  }).toPass();

  expect(new Set(link.sent).size).toBe(1);
  expect(link.sent.length).toBeGreaterThanOrEqual(10);
  expect(await world.database.texts(sessionId)).toEqual(['said once']);
  // What else was asked while answers were lost is asked again when its time is up.
  await expect.poll(async () => (await profile.content())?.outbox.length, { timeout: 60_000 }).toBe(0);
  await receiver.chat.open(ada.username);
  for (const side of [chat, receiver.chat]) await expect(side.article('said once')).toHaveCount(1);
  expect(textsOf(await receiver.content(), sessionId)).toEqual(['said once']);
  const seen = await page.evaluate(() => Reflect.get(window, 'seen') as { frames: number; most: number });
  expect(seen.most).toBe(1);
  expect(seen.frames).toBeGreaterThan(20);
});
