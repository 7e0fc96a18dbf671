import { blockStorage, deleteDatabase, fillDisk, loseConnections, type Opening } from '../support/broken-storage.ts';
import { AuthPage } from '../pages/auth-page.ts';
import { expectStored, numbered } from '../support/convergence.ts';
import { deviceDatabases, textsOf } from '../support/device-store.ts';
import { expect, test } from '../support/fixtures.ts';

// What people met in the field and only a browser shows. docs/field-cases.md has all of them.

for (const opening of ['silent', 'refused'] as const satisfies readonly Opening[]) {
  test(`where the browser keeps nothing one can sign in, read and write (O-28: ${opening})`, async ({ world }) => {
    const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
    const other = await world.sender(bo);
    const sessionId = await other.create([ada.username]);
    await other.sendAll(sessionId, numbered('before', 3));
    const profile = await world.profile(ada);
    await blockStorage(profile.context, opening);
    const chat = await profile.signIn();
    const notice = chat.page.getByRole('status', { name: 'Storage' });
    await expect(notice).toContainText('keeps nothing');

    await chat.open(bo.username);
    await expect(chat.article('before 3')).toHaveCount(1);
    await chat.send('from memory');
    await other.send(sessionId, 'and back');
    await expect(chat.article('and back')).toHaveCount(1);
    expect((await expectStored(world, sessionId, 5)).toSorted()).toEqual(
      [...numbered('before', 3), 'from memory', 'and back'].toSorted(),
    );
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await expect(notice).toHaveCount(0);
    await chat.signOut();
    await expect(chat.page).toHaveURL(/\/sign-in$/);
  });
}

test('DEV-14 a database deleted under two tabs is filled again, and what was unsent goes out once (O-31)', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.sendAll(sessionId, numbered('before', 3));
  const device = await world.device(ada);
  const { chat } = device;
  await chat.open(bo.username);
  await expect(chat.article('before 3')).toHaveCount(1);
  const second = await device.tab(`/s/${sessionId}`);
  await expect(second.article('before 3')).toHaveCount(1);
  // The worker that starts the app offline takes this page over in its own time.
  await device.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  await chat.send('unsent');
  await expect(second.article('unsent')).toHaveCount(1);

  const [name = ''] = await deviceDatabases(chat.page);
  await deleteDatabase(chat.page, name);
  for (const tab of [chat, second]) {
    await expect(tab.page.getByRole('status', { name: 'Storage' })).toContainText('is being fetched again');
  }
  await device.context.setOffline(false);
  await chat.isLive();
  expect(await expectStored(world, sessionId, 4)).toEqual([...numbered('before', 3), 'unsent']);
  for (const tab of [chat, second]) {
    await expect(tab.article('before 1')).toHaveCount(1);
    await expect(tab.article('unsent')).toHaveCount(1);
  }
  await expect.poll(() => deviceDatabases(chat.page)).toEqual([name]);
  await expect.poll(async () => (await device.content())?.outbox.length).toBe(0);
});

test('a full disk is said, and messages come and go without it (O-31)', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.sendAll(sessionId, numbered('before', 3));
  const device = await world.device(ada);
  const { chat } = device;
  await chat.open(bo.username);
  await expect(chat.article('before 3')).toHaveCount(1);
  // The marker of what was read comes back by the sync timeline, and is all that does.
  await expect.poll(async () => (await device.content())?.position?.checkpoint).toBe(1);

  await fillDisk(chat.page);
  await other.send(sessionId, 'no room for this');
  await expect(chat.page.getByRole('status', { name: 'Storage' })).toContainText('not stored on this device');
  await expect(chat.article('no room for this')).toHaveCount(1);
  await chat.send('still going out');
  expect(await expectStored(world, sessionId, 5)).toEqual([
    ...numbered('before', 3),
    'no room for this',
    'still going out',
  ]);
  expect((await device.content())?.position?.checkpoint).toBe(1);

  await chat.page.reload();
  await chat.isLive();
  await expect(chat.article('still going out')).toHaveCount(1);
  await expect(chat.page.getByRole('status', { name: 'Storage' })).toHaveCount(0);
});

test('a connection to the database that died in the background is replaced, and the page goes on (O-27)', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.send(sessionId, 'before');
  const device = await world.device(ada);
  const { chat } = device;
  await chat.open(bo.username);
  await expect(chat.article('before')).toHaveCount(1);
  let reloads = 0;
  chat.page.on('load', () => (reloads += 1));

  for (let round = 1; round <= 3; round += 1) {
    await loseConnections(chat.page);
    for (const text of numbered(`round ${round}, message`, 5)) await other.send(sessionId, text);
    await chat.send(`mine ${round}`);
    await expect(chat.article(`round ${round}, message 5`)).toHaveCount(1);
    await expect(chat.article(`mine ${round}`)).toHaveCount(1);
  }
  const stored = await expectStored(world, sessionId, 19);
  expect(new Set(stored).size).toBe(19);
  await loseConnections(chat.page, 0);
  await expect.poll(async () => textsOf(await device.content(), sessionId)).toEqual(stored);
  await expect(chat.page.getByRole('status', { name: 'Storage' })).toHaveCount(0);
  expect(reloads).toBe(0);
});

test('a login that ends by itself leaves nothing to the next user, and its messages to its own (O-33)', async ({
  world,
}) => {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.send(sessionId, 'only for ada');
  const device = await world.device(ada);
  const { chat } = device;
  const { page } = chat;
  await chat.open(bo.username);
  await expect(chat.article('only for ada')).toHaveCount(1);
  await device.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  await chat.send('unsent of ada');
  await chat.composer.fill('half-written');

  await device.context.clearCookies();
  await device.context.setOffline(false);
  await expect(page).toHaveURL(/\/sign-in$/);
  await new AuthPage(page).signIn(cy);
  await chat.isLive();
  await page.goto(`${device.origin}/s/${sessionId}`);
  await chat.isLive();
  for (const text of ['only for ada', 'unsent of ada', 'half-written'])
    await expect(page.getByText(text)).toHaveCount(0);
  expect(await world.database.texts(sessionId)).toEqual(['only for ada']);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/ada|half-written/);
  await chat.signOut();
  await expect(page).toHaveURL(/\/sign-in$/);

  await new AuthPage(page).signIn(ada);
  await chat.isLive();
  expect(await expectStored(world, sessionId, 2)).toEqual(['only for ada', 'unsent of ada']);
});
