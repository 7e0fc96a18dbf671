import { DevicesPage } from '../pages/devices-page.ts';
import { expectConverged, numbered } from '../support/convergence.ts';
import { textsOf } from '../support/device-store.ts';
import { expect, test } from '../support/fixtures.ts';
import { spoilEntry } from '../support/spoil.ts';

test('AU-9: a message that went wrong on this device is found and put right at a press of a button', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const device = await world.device(ada);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  for (const text of numbered('word', 40)) await other.send(sessionId, text);
  await expectConverged(world, sessionId, [device]);

  const devices = new DevicesPage(await device.tab('/settings/devices').then((tab) => tab.page));
  await devices.check();
  await expect(devices.checked).toHaveText('All 41 messages on this device are the server’s.');

  await spoilEntry(device.chat.page, sessionId, 21, { body: { kind: 'message', text: 'never said' } });
  expect(textsOf(await device.content(), sessionId)).toContain('never said');
  await devices.check();
  await expect(devices.checked).toHaveText('1 message was repaired.');
  await expectConverged(world, sessionId, [device]);
  await device.chat.open(bo.username);
  await expect(device.chat.article('word 20')).toHaveCount(1);
});

test('AU-6: a message of one’s own that the server does not have says so, and is sent again', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const device = await world.device(ada);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username]);
  await other.send(sessionId, 'hello');
  await device.chat.open(bo.username);
  await expect(device.chat.article('hello')).toHaveCount(1);
  await expectConverged(world, sessionId, [device]);
  await spoilEntry(device.chat.page, sessionId, 2, {
    authorId: await device.userId(),
    clientId: '0b9c7a1e-3a53-4a9e-8d6a-5f0a7be2a111',
    body: { kind: 'message', text: 'mine, and not there' },
  });

  const devices = new DevicesPage(await device.tab('/settings/devices').then((tab) => tab.page));
  await devices.check();
  await expect(devices.checked).toContainText('1 message was repaired. 1 message of yours');
  const lost = device.chat.article('mine, and not there');
  await expect(lost).toContainText('the server does not have it');
  await lost.getByRole('button', { name: 'Retry' }).click();
  await expect(lost).not.toContainText('the server does not have it');
  await expectConverged(world, sessionId, [device]);
  expect(await world.database.texts(sessionId)).toEqual(['hello', 'mine, and not there']);
});
