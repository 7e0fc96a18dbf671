import type { Locator } from '@playwright/test';
import { ChatPage } from '../pages/chat-page.ts';
import { choose, menuOf, openMenu } from '../pages/message-menu.ts';
import { signIn, socketCounts } from '../support/api.ts';
import { expect, test, type World } from '../support/fixtures.ts';
import { HeldLink } from '../support/held-link.ts';

// What one makes of messages for oneself: stars, deletions, marks as unread, what is selected; and what one can know of them.

/** Two digits, so that none is part of another. */
const note = (n: number) => `note ${`${n}`.padStart(2, '0')}`;
const notes = (count: number) => Array.from({ length: count }, (_, n) => note(n + 1));

/** Ada with two devices in a group of Bo's with some messages, the first looking at it. */
async function scene(world: World, count: number) {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username], 'Harbour');
  await other.sendAll(sessionId, notes(count));
  const [a, b] = await Promise.all([world.device(ada), world.device(ada)]);
  await a.chat.open('Harbour');
  await expect(async () => {
    await a.chat.feed.press('End');
    expect(await a.chat.article(note(count)).count()).toBe(1);
  }).toPass();
  const at = (chat: typeof a.chat, seq: number) => chat.feed.locator(`article[data-seq="${seq}"]`);
  return { ada, bo, other, sessionId, a, b, at };
}

test('ACT-4 what is starred is listed on all devices, the latest star first, over all chats, and opens where it was said', async ({
  world,
}) => {
  const { bo, other, sessionId, a, b } = await scene(world, 5);
  const direct = await other.create([a.person.username]);
  const only = await other.send(direct, 'just us');
  await choose(a.chat, a.chat.article('note 02'), 'Star');
  await expect(a.chat.article('note 02').getByRole('img', { name: 'Starred' })).toBeVisible();
  await a.chat.open(bo.username);
  await choose(a.chat, a.chat.article('just us'), 'Star');
  await a.chat.open('Harbour');
  await choose(a.chat, a.chat.article('note 04'), 'Star');

  // The other device has never opened these chats: what it does not hold is fetched.
  const { page } = b.chat;
  page.on('console', (m) => console.log(m.text()));
  await page.getByRole('link', { name: /^Saved messages/ }).click();
  const list = page.getByRole('list', { name: 'Saved messages' });
  await expect(list.getByRole('listitem')).toHaveText([/note 04$/, /just us$/, /note 02$/]);
  await expect(page).toHaveTitle(/Saved messages/);
  await page.reload();
  await expect(list.getByRole('listitem')).toHaveText([/note 04$/, /just us$/, /note 02$/]);

  // An edit shows here too, a recall leaves nothing of what was said.
  const change = () => ({ sessionId, clientId: crypto.randomUUID() });
  await other.ask('message:edit', { ...change(), target: 3, text: 'note 02, mended' });
  await other.ask('message:recall', { ...change(), target: 5 });
  await expect(list.getByRole('listitem')).toHaveText([/Message recalled$/, /just us$/, /mended$/]);

  await list.getByRole('listitem').first().getByRole('button', { name: 'Remove star' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(a.chat.page.getByRole('link', { name: /^Saved messages/ })).toContainText('2');
  await list.getByRole('link', { name: 'just us' }).click();
  await expect(page).toHaveURL(new RegExp(`/s/${direct}/m/${only}$`));
  await expect(b.chat.article('just us').getByRole('img', { name: 'Starred' })).toBeVisible();
  await choose(b.chat, b.chat.article('just us'), 'Remove star');
  await expect(a.chat.page.getByRole('link', { name: /^Saved messages/ })).toContainText('1');
});

test('ACT-2 LST-1 a message that is deleted for oneself goes from one’s own devices alone, for good or until it is undone', async ({
  world,
}) => {
  const { bo, ada, a, b, at } = await scene(world, 30);
  const { chat } = a;
  // The other device has only the list: the message goes from its preview, and is not there when it is loaded.
  await expect(b.chat.link('Harbour')).toHaveAccessibleDescription(/note 30/);
  await choose(chat, chat.article('note 30'), 'Delete for me');
  await expect(at(chat, 31)).toHaveCount(0);
  await expect(b.chat.link('Harbour')).not.toHaveAccessibleDescription(/note 30/);
  await chat.page.getByRole('button', { name: 'Undo' }).click();
  await expect(at(chat, 31)).toHaveCount(1);
  await expect(b.chat.link('Harbour')).toHaveAccessibleDescription(/note 30/);

  await choose(chat, chat.article('note 30'), 'Delete for me');
  await choose(chat, chat.article('note 28'), 'Delete for me');
  await expect(chat.link('Harbour')).toHaveAccessibleDescription(/note 29/);
  await b.chat.open('Harbour');
  await expect(b.chat.article('note 29')).toHaveCount(1);
  await expect(b.chat.article('note 27')).toHaveCount(1);
  for (const each of [chat, b.chat]) for (const seq of [31, 29]) await expect(at(each, seq)).toHaveCount(0);
  await chat.page.reload();
  await expect(chat.article('note 29')).toHaveCount(1);
  await expect(at(chat, 31)).toHaveCount(0);

  // A device that signs in later, and the others in the chat.
  const [later, theirs] = await Promise.all([world.device(ada), world.device(bo)]);
  for (const device of [later, theirs]) await device.chat.open('Harbour');
  await expect(theirs.chat.article('note 30')).toHaveCount(1);
  await expect(later.chat.article('note 29')).toHaveCount(1);
  await expect(at(later.chat, 31)).toHaveCount(0);
});

test('LST-5 MSG-1 marked as unread from a message on, all devices count and divide from there until it is opened', async ({
  world,
}) => {
  const { other, sessionId, a, b } = await scene(world, 12);
  const counts = async (words: RegExp) => {
    for (const { chat } of [a, b]) await expect(chat.link('Harbour')).toHaveAccessibleDescription(words);
  };
  await counts(/^(?!.*unread)/);
  await choose(a.chat, a.chat.article('note 09'), 'Mark unread from here');
  const divider = (chat: typeof a.chat) => chat.feed.locator('[data-new-line]');
  await expect(divider(a.chat)).toHaveText('4 new');
  await counts(/4 unread/);
  await expect(b.chat.page).toHaveTitle(/^\(4\)/);
  await other.ask('message:recall', { sessionId, clientId: crypto.randomUUID(), target: 12 });
  await choose(a.chat, a.chat.article('note 10'), 'Delete for me');
  await counts(/2 unread/);
  await other.send(sessionId, 'one more');
  await counts(/3 unread/);

  await b.chat.open('Harbour');
  await expect(divider(b.chat)).toHaveText('3 new');
  await expect(b.chat.article('note 09').locator('xpath=preceding-sibling::*[@data-new-line]')).toHaveCount(1);
  await counts(/^(?!.*unread)/);
  await expect(b.chat.page).toHaveTitle(/^Harbour/);
});

test('ACT-3 copy text and link; several selected by pointer and keys, copied, passed on in their order, deleted for oneself', async ({
  world,
}) => {
  const { bo, other, sessionId, a, b } = await scene(world, 14);
  const { chat } = a;
  const { page } = chat;
  await a.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await choose(chat, chat.article('note 03'), 'Copy text');
  await expect.poll(copied).toBe('note 03');
  await choose(chat, chat.article('note 03'), 'Copy link');
  await expect.poll(copied).toBe(`${a.origin}/s/${sessionId}/m/4`);
  const third = await other.create([a.person.username], 'Pier');
  await other.send(third, 'quiet here');
  const direct = await other.create([a.person.username]);
  await other.send(direct, 'just us');
  await expect(chat.link(bo.username)).toHaveCount(1);

  const bar = page.getByRole('toolbar', { name: 'Selected messages' });
  const box = (text: string): Locator => chat.article(text).getByRole('checkbox');
  await choose(chat, chat.article('note 03'), 'Select');
  await expect(bar.getByRole('status')).toHaveText('1 selected');
  await expect(chat.composer).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await expect(chat.composer).toBeVisible();

  // Ten of them: one, and all up to another with Shift.
  await choose(chat, chat.article('note 03'), 'Select');
  await chat
    .article('note 12')
    .locator('time')
    .click({ modifiers: ['Shift'] });
  await expect(bar.getByRole('status')).toHaveText('10 selected');
  await expect(box('note 07')).toBeChecked();
  await expect(box('note 13')).not.toBeChecked();
  await bar.getByRole('button', { name: 'Forward' }).click();
  const dialog = page.getByRole('dialog', { name: 'Forward to' });
  for (const name of ['Pier', bo.username]) await dialog.getByRole('checkbox', { name }).check();
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(bar).toHaveCount(0);
  const passedOn = notes(12).slice(2);
  for (const to of [third, direct]) {
    await expect.poll(async () => (await world.database.texts(to)).slice(1)).toEqual(passedOn);
  }
  await chat.open('Pier');
  await expect(chat.article('note 12')).toContainText(`Forwarded from ${bo.username}`);

  // By keys alone: the menu of a message, the arrows, Space; then the bar.
  await chat.open('Harbour');
  await expect(chat.article('note 14')).toHaveCount(1);
  await chat.feed.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await menuOf(chat).getByRole('menuitem', { name: 'Select' }).press('Enter');
  await expect(chat.article('note 14')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await expect(bar.getByRole('status')).toHaveText('2 selected');
  await bar.getByRole('button', { name: 'Copy' }).press('Enter');
  await expect.poll(copied).toMatch(/note 13\n\n.*note 14$/s);
  await openMenu(chat, chat.article('note 14'));
  await menuOf(chat).getByRole('menuitem', { name: 'Select' }).press('Enter');
  await expect(chat.article('note 14')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await bar.getByRole('button', { name: 'Delete for me' }).press('Enter');
  await expect(chat.article('note 14')).toHaveCount(0);
  await b.chat.open('Harbour');
  await expect(b.chat.article('note 12')).toHaveCount(1);
  for (const text of ['note 13', 'note 14']) await expect(b.chat.article(text)).toHaveCount(0);
});

test('ACT-5 MSG-9 how far an own message has got stands in the list, and by name and device in its information', async ({
  world,
}) => {
  const { bo, a, b } = await scene(world, 2);
  const { chat } = a;
  const theirs = await world.device(bo);
  const tick = chat.link('Harbour').getByRole('img', { name: /^(Sending|Stored|Delivered|Read)$/ });
  await a.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  await chat.send('who has this?');
  await expect(tick).toHaveAccessibleName('Sending');
  await a.context.setOffline(false);
  await expect(tick).toHaveAccessibleName(/Stored|Delivered/);
  await expect(tick).toHaveAccessibleName('Delivered');
  const info = chat.page.getByRole('dialog', { name: 'Message info' });
  await choose(chat, chat.article('who has this?'), 'Info');
  await expect(info).toContainText(/SeqId#4/);
  await expect(info).toContainText(new RegExp(`Delivered to${bo.username}`));
  await expect(info).toContainText(/Sync SeqId#\d+ of #\d+, on this device/);
  await expect(info).toContainText(/\(this one\): has it/);
  await expect(info.getByRole('listitem').filter({ hasNotText: 'this one' })).toHaveText(/: has it$/);
  await theirs.chat.open('Harbour');
  await expect(info).toContainText(new RegExp(`Read by${bo.username}`));
  await chat.page.keyboard.press('Escape');
  await expect(tick).toHaveAccessibleName('Read');
  // What another of one's devices lacks is said, too.
  await b.context.setOffline(true);
  await b.context.close();
  await chat.send('and this?');
  await choose(chat, chat.article('and this?'), 'Info');
  await expect(info.getByRole('listitem').filter({ hasNotText: 'this one' })).toHaveText(/: not yet$/);
});

test('DEV-5 after a long absence the list and the newest are there at once, one can write, and a banner says what is fetched', async ({
  world,
}) => {
  const { other, sessionId, a } = await scene(world, 40);
  const { page } = a.chat;
  const deviceId = await a.deviceId();
  const missed = ['missed one', 'missed two', 'missed three'];
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.close();
  const { cookie } = await signIn(world.place, a.person);
  await expect.poll(async () => (await socketCounts(world.place, cookie)).get(deviceId) ?? 0).toBe(0);
  await world.database.makeDormant(a.person.userId, deviceId);
  for (const text of missed) await other.send(sessionId, text);

  const back = await a.context.newPage();
  const link = await HeldLink.on(back);
  link.hold('sync:snapshot');
  await back.goto(`${a.origin}/s/${sessionId}`);
  const chat = new ChatPage(back);
  const banner = back.getByRole('status', { name: 'Synchronization' });
  await expect(banner).toContainText('away for long');
  // What it held is there, and what one writes is taken.
  await expect(chat.link('Harbour')).toBeVisible();
  await expect(chat.article('note').first()).toBeVisible();
  await chat.send('back again');
  await expect(chat.article('back again')).toHaveCount(1);
  link.release('sync:snapshot');
  await chat.isLive();
  await expect(banner).toBeEmpty();
  await expect(chat.article('missed three')).toHaveCount(1);
  await expect(chat.article('back again')).toHaveCount(1);
  await expect.poll(() => world.database.texts(sessionId)).toContain('back again');
  // Nothing is lost: what lies between fills when it is looked at.
  for (const text of missed) await expect(chat.article(text)).toHaveCount(1);
});
