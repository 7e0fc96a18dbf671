import { expectStored, numbered } from '../support/convergence.ts';
import { textsOf } from '../support/device-store.ts';
import { expect, test } from '../support/fixtures.ts';
import { LossyLink } from '../support/lossy-link.ts';

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
  for (const text of numbered('missed', 40)) {
    for (const sessionId of sessions) await sender.send(sessionId, `${text} in ${sessions.indexOf(sessionId) + 1}`);
  }
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

test('acknowledgements lost ten times in a row make one message, on both sides (O-18)', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [profile, receiver] = await Promise.all([world.profile(ada), world.device(bo)]);
  const page = await profile.context.newPage();
  const link = await LossyLink.on(page);
  const chat = await profile.signIn(page);
  await chat.startChat([bo.username]);
  const sessionId = chat.sessionId();

  link.lose(10);
  await chat.send('said once');
  await expect
    .poll(
      async () => {
        // The network reports that it is back, which cuts the wait before the next attempt short.
        await page.evaluate(() => window.dispatchEvent(new Event('online')));
        return link.lost;
      },
      { timeout: 60_000, intervals: [100] },
    )
    .toBe(10);
  await chat.isLive();

  expect(new Set(link.sent).size).toBe(1);
  expect(link.sent.length).toBeGreaterThanOrEqual(10);
  expect(await world.database.texts(sessionId)).toEqual(['said once']);
  // What else was asked while answers were lost is asked again when its time is up.
  await expect.poll(async () => (await profile.content())?.outbox.length, { timeout: 60_000 }).toBe(0);
  await receiver.chat.open(ada.username);
  for (const side of [chat, receiver.chat]) await expect(side.article('said once')).toHaveCount(1);
  expect(textsOf(await receiver.content(), sessionId)).toEqual(['said once']);
});
