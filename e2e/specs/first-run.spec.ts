import { AuthPage } from '../pages/auth-page.ts';
import { ChatPage } from '../pages/chat-page.ts';
import { originOf, uniqueName } from '../support/api.ts';
import { expect, test } from '../support/fixtures.ts';

test('ONB-1 from nothing to the first message, by a name and a password', async ({ world, page }) => {
  const bo = await world.person('bo');
  const receiver = await world.device(bo);
  const username = uniqueName('ada');
  await page.goto(originOf(world.place));
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByRole('link', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/sign-up$/);
  // Nothing else is asked for, here or later.
  await expect(page.getByRole('main').locator('input')).toHaveCount(2);
  await new AuthPage(page).signUp({ username, password: 'a long enough password' });
  const chat = new ChatPage(page);
  await chat.isLive();
  await expect(chat.chats.getByRole('link')).toHaveCount(0);
  await chat.startChat([bo.username]);
  await expect(chat.composer).toBeFocused();
  await chat.send('hello, first one');
  await expect(chat.article('hello, first one').getByRole('img', { name: /^(Stored|Delivered|Read)$/ })).toBeVisible();
  await expect(receiver.chat.link(username)).toBeVisible();
  await receiver.chat.open(username);
  await expect(receiver.chat.article('hello, first one')).toHaveCount(1);
});

test('sign-up and sign-in say what is wrong', async ({ world, page }) => {
  const ada = await world.person('ada');
  const auth = new AuthPage(page);
  await page.goto(`${originOf(world.place)}/sign-in`);
  await auth.signIn({ username: ada.username, password: 'not the password' });
  await expect(auth.error).toHaveText('The username or the password is wrong.');
  await page.goto(`${originOf(world.place)}/sign-up`);
  await auth.signUp({ username: ada.username, password: 'some other password' });
  await expect(auth.error).toContainText('taken');
  await auth.signUp({ username: uniqueName('ada'), password: 'short' });
  await expect(auth.error).toContainText('at least 8 characters');
  await auth.signUp({ username: 'no spaces here', password: 'long enough for that' });
  await expect(auth.error).toBeVisible();
  await expect(page).toHaveURL(/\/sign-up$/);
});

test('a direct session is found by username, is the same from both sides, and an unknown name is said', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [one, two] = await Promise.all([world.device(ada), world.device(bo)]);
  await one.chat.startChat([bo.username.toUpperCase()]);
  const sessionId = one.chat.sessionId();
  await two.chat.startChat([ada.username]);
  expect(two.chat.sessionId()).toBe(sessionId);

  const { page } = one.chat;
  await page.getByRole('button', { name: 'New chat', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Username' }).fill(uniqueName('nobody'));
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a group has its name for all members, its owner adds and removes, and whoever leaves is out', async ({
  world,
}) => {
  const [ada, bo, cy, dee] = await Promise.all(['ada', 'bo', 'cy', 'dee'].map((name) => world.person(name)));
  if (!ada || !bo || !cy || !dee) throw new Error('unreachable');
  const [owner, member, late] = await Promise.all([world.device(ada), world.device(bo), world.device(dee)]);
  await owner.chat.startChat([bo.username, cy.username], 'Boat trip');
  await owner.chat.send('who brings the boat?');
  await member.chat.open('Boat trip');
  await expect(member.chat.article('who brings the boat?')).toHaveCount(1);

  const { page } = owner.chat;
  await page.getByRole('button', { name: 'Members', exact: true }).click();
  const panel = page.getByRole('complementary', { name: 'Members' });
  await expect(panel.getByRole('listitem')).toHaveCount(3);
  await panel.getByRole('textbox', { name: 'Username' }).fill(dee.username);
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(4);
  await expect(late.chat.link('Boat trip')).toBeVisible();
  await panel.getByRole('button', { name: `Remove ${cy.username}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(3);

  await member.chat.page.getByRole('button', { name: 'More', exact: true }).click();
  await member.chat.page.getByRole('button', { name: 'Leave', exact: true }).click();
  await member.chat.page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(member.chat.composer).toBeHidden();
  await expect(panel.getByRole('listitem')).toHaveCount(2);

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Group name' }).fill('Boat trip, sunday');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(late.chat.link('Boat trip, sunday')).toBeVisible();
  await expect(member.chat.link('Boat trip')).toBeVisible();
});

test('the unread badge counts what was not read, and clears on the other device too', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const sender = await world.sender(bo);
  const sessionId = await sender.create([ada.username]);
  const [one, two] = await Promise.all([world.device(ada), world.device(ada)]);
  await sender.sendAll(sessionId, ['first', 'second', 'third']);
  for (const { chat } of [one, two]) await expect(chat.link(bo.username)).toHaveAccessibleDescription(/3 unread/);
  await one.chat.open(bo.username);
  for (const { chat } of [one, two]) await expect(chat.link(bo.username)).not.toHaveAccessibleDescription(/unread/);
  // One's own message is never unread.
  await one.chat.send('seen');
  await expect(two.chat.link(bo.username)).toHaveAccessibleDescription(/seen/);
  await expect(two.chat.link(bo.username)).not.toHaveAccessibleDescription(/unread/);
});

/** None of them is a part of another, so that each is found once. */
const HOSTILE = [
  '<img src=x onerror="window.hacked=1">',
  '<script>window.hacked=1</script>',
  '"><svg onload=window.hacked=1>',
  'javascript:window.hacked=2',
  '<a href="javascript:window.hacked=1">press</a>',
  '{{constructor.constructor("window.hacked=1")()}}',
  '<iframe srcdoc="<script>parent.hacked=1</script>">',
];

test('texts are shown as text, whatever is in them', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [sender, device] = await Promise.all([world.sender(bo), world.device(ada)]);
  const { chat } = device;
  const sessionId = await sender.create([ada.username, (await world.person('cy')).username], '<b>Group</b> & <i>Co');
  await sender.sendAll(sessionId, HOSTILE);
  await chat.open('<b>Group</b> & <i>Co');
  for (const text of HOSTILE) await expect(chat.article(text)).toHaveCount(1);
  await expect(chat.feed.locator('script, iframe, img:not([role]), svg[onload]')).toHaveCount(0);
  await expect(chat.feed.locator('a[href^="javascript" i]')).toHaveCount(0);
  expect(await chat.page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('CMP-1 Enter sends, Shift+Enter breaks the line, and Enter that ends a composition does neither', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const device = await world.device(ada);
  const { chat } = device;
  const { page } = chat;
  await chat.startChat([bo.username]);
  const sessionId = chat.sessionId();
  await chat.composer.focus();

  await page.keyboard.type('line one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('line two');
  await expect(chat.composer).toHaveValue('line one\nline two');
  await page.keyboard.press('Enter');
  await expect(chat.composer).toHaveValue('');

  const ime = await page.context().newCDPSession(page);
  for (const [typed, meant] of [
    ['にほん', '日本'],
    ['zhongguo', '中国'],
  ] as const) {
    await ime.send('Input.imeSetComposition', {
      text: typed,
      selectionStart: typed.length,
      selectionEnd: typed.length,
    });
    await ime.send('Input.dispatchKeyEvent', {
      type: 'keyDown',
      key: 'Process',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    });
    await expect(chat.composer).toHaveValue(typed);
    await ime.send('Input.insertText', { text: meant });
    // Some browsers end the composition before they tell of the key that has ended it.
    await chat.composer.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true });
    await expect(chat.composer).toHaveValue(meant);
    await page.keyboard.press('Enter');
    await expect(chat.composer).toHaveValue('');
  }

  await chat.composer.fill('   ');
  await page.keyboard.press('Enter');
  await expect(chat.sendButton).toBeDisabled();
  await chat.composer.fill('by the button');
  await chat.sendButton.click();
  await expect
    .poll(() => world.database.texts(sessionId))
    .toEqual(['line one\nline two', '日本', '中国', 'by the button']);
});
