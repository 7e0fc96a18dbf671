import { randomUUID } from 'node:crypto';
import { runCommand } from '../support/command.ts';
import { numbered } from '../support/convergence.ts';
import { textsOf } from '../support/device-store.ts';
import { expect, test } from '../support/fixtures.ts';

test('RT-9 RT-11 RT-12 RT-13 messages past their lifetime leave every screen, device and count, also of who was offline', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const sender = await world.sender(ada);
  const sessionId = await sender.create([bo.username], 'Tides');
  await sender.create([bo.username], 'Aside');
  await sender.sendAll(sessionId, numbered('read', 3));
  const [adas, here, away] = await Promise.all([world.device(ada), world.device(bo), world.device(bo)]);
  for (const { chat } of [adas, here, away]) {
    await chat.open('Tides');
    await expect(chat.article('read 3')).toBeVisible();
  }
  for (const { chat } of [here, away]) await chat.open('Aside');
  await sender.sendAll(sessionId, numbered('missed', 4));
  for (const { chat } of [here, away]) await expect(chat.link('Tides')).toHaveAccessibleDescription(/4 unread/);
  await world.database.makeOlder(sessionId, '2 days');

  await away.context.setOffline(true);
  await expect(away.chat.pill).toContainText('Offline');
  const fresh = numbered('fresh', 2);
  await sender.sendAll(sessionId, fresh);
  const edit = { sessionId, clientId: randomUUID(), target: 2, text: 'read 1, mended' };
  await sender.ask('message:edit', edit);
  await expect(adas.chat.article('read 1, mended')).toBeVisible();
  await expect.poll(async () => JSON.stringify(await here.content())).toContain('mended');
  await expect(here.chat.link('Tides')).toHaveAccessibleDescription(/6 unread/);
  await expect(adas.chat.article('fresh 2')).toBeVisible();

  const told = await runCommand(world.place, 'session-retention', [sessionId, '1d']);
  expect(told).toContain(`${sessionId} keeps its messages for 1d.`);

  await expect(here.chat.link('Tides')).toHaveAccessibleDescription(/2 unread/);
  await expect(adas.chat.article('missed')).toHaveCount(0);
  await expect(adas.chat.feed).toContainText('Older messages have expired');
  for (const device of [adas, here]) {
    await expect.poll(async () => textsOf(await device.content(), sessionId)).toEqual(fresh);
    expect(JSON.stringify(await device.content()), 'a young edit leaves with its old message').not.toContain('mended');
  }
  const page = await sender.ask('history:page', { sessionId, anchor: { at: 'newest' }, limit: 100 });
  expect(page.entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []))).toEqual(fresh);
  await expect.poll(() => world.database.texts(sessionId), { message: 'the rows are emptied' }).toEqual(fresh);
  expect(textsOf(await away.content(), sessionId)).toContain('missed 4');

  await away.context.setOffline(false);
  await expect(away.chat.link('Tides')).toHaveAccessibleDescription(/2 unread/);
  await expect.poll(async () => textsOf(await away.content(), sessionId)).toEqual(fresh);
  for (const { chat } of [here, away]) {
    await chat.open('Tides');
    await expect(chat.article('fresh')).toHaveCount(2);
    await expect(chat.feed.getByRole('article')).toHaveCount(2);
    await expect(chat.feed).toContainText('Older messages have expired');
    await expect(chat.link('Tides')).not.toHaveAccessibleDescription(/unread/);
  }
});
