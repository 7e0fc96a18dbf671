import { blockStorage, deleteDatabase, fillDisk, type Opening } from '../support/broken-storage.ts';
import { expectStored, numbered } from '../support/convergence.ts';
import { deviceDatabases } from '../support/device-store.ts';
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

test('a database deleted under two tabs is filled again, and what was unsent goes out once (O-31)', async ({
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
  const before = (await device.content())?.position?.checkpoint ?? 0;

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
  expect((await device.content())?.position?.checkpoint).toBe(before);

  await chat.page.reload();
  await chat.isLive();
  await expect(chat.article('still going out')).toHaveCount(1);
  await expect(chat.page.getByRole('status', { name: 'Storage' })).toHaveCount(0);
});
