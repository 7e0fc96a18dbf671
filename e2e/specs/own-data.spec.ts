import { expect, test, type World } from '../support/fixtures.ts';

/** Ada with two devices, the first with a second tab, and a few chats with others. */
async function twoDevices(world: World, chats: number) {
  const ada = await world.person('ada');
  const others = await Promise.all(Array.from({ length: chats }, (_, n) => world.person(`bo${n + 1}`)));
  const senders = await Promise.all(others.map((other) => world.sender(other)));
  const sessions: string[] = [];
  for (const sender of senders) {
    const sessionId = await sender.create([ada.username]);
    await sender.send(sessionId, 'hello');
    sessions.push(sessionId);
  }
  const [one, two] = await Promise.all([world.device(ada), world.device(ada)]);
  const names = others.map(({ username }) => username);
  return { ada, names, senders, sessions, one, two };
}

test('CMP-3 LST-1 drafts roam and leave no ghosts: typed here they show there, sent in one tab they are gone everywhere (O-40)', async ({
  world,
}) => {
  const { names, sessions, one, two } = await twoDevices(world, 2);
  const [name = '', other = ''] = names;
  const path = `/s/${sessions[0] ?? ''}`;
  await one.chat.open(name);
  const tab = await one.tab(path);
  await one.chat.composer.pressSequentially('see you at');
  // In the list of the other device, and in its field once the chat is open.
  await expect(two.chat.link(name)).toHaveAccessibleDescription(/Draft: see you at$/, { timeout: 3_000 });
  await expect(tab.composer).toHaveValue('see you at');
  await two.chat.open(name);
  await expect(two.chat.composer).toHaveValue('see you at');

  // A reload right after a key loses nothing.
  await one.chat.composer.pressSequentially(' six');
  await one.chat.page.reload();
  await expect(one.chat.composer).toHaveValue('see you at six');
  await expect(tab.composer).toHaveValue('see you at six');
  await expect(two.chat.composer).toHaveValue('see you at six');

  // What comes from elsewhere does not change what one types now; who types last is right.
  await two.chat.composer.pressSequentially(' on two');
  await one.chat.composer.pressSequentially(' on one');
  await expect(two.chat.composer).toHaveValue('see you at six on one');
  await expect(one.chat.composer).toHaveValue('see you at six on one');

  // Sent in the second tab it is gone in the first, on the other device, and after a reload.
  await expect(tab.composer).toHaveValue('see you at six on one');
  await tab.composer.press('Enter');
  for (const chat of [tab, one.chat, two.chat]) {
    await expect(chat.article('see you at six on one')).toHaveCount(1);
    await expect(chat.composer).toHaveValue('');
  }
  for (const { chat } of [one, two]) {
    await chat.page.reload();
    await chat.isLive();
    await expect(chat.composer).toHaveValue('');
    await chat.open(other);
    await expect(chat.link(name)).not.toHaveAccessibleDescription(/Draft/);
  }
  expect(await world.database.drafts(one.person.userId)).toEqual([]);
});

test('LST-5 LST-6 what one makes of a chat shows on the other device, and after a reload without a network', async ({
  world,
}) => {
  const { names, senders, sessions, one, two } = await twoDevices(world, 3);
  const [first = '', second = '', third = ''] = names;
  const order = (chat: typeof one.chat) =>
    chat.chats
      .getByRole('link')
      .evaluateAll((links) =>
        links.map((link) => document.getElementById(link.getAttribute('aria-labelledby') ?? '')?.textContent),
      );
  const act = async (chat: typeof one.chat, name: string, action: string) => {
    await chat.link(name).click({ button: 'right' });
    await chat.page.getByRole('menuitem', { name: action, exact: true }).click();
  };
  const { chat } = one;
  for (const name of names) await expect(chat.link(name)).toHaveAccessibleDescription(/1 unread/);
  await expect(two.chat.page).toHaveTitle(/^\(3\)/);

  await act(chat, first, 'Pin');
  await act(chat, second, 'Mute');
  await act(chat, third, 'Mark as read');
  await expect(chat.link(third)).not.toHaveAccessibleDescription(/unread/);
  // By the keyboard: the row's button, then the arrows.
  await chat.page.getByRole('button', { name: `Actions for ${third}` }).focus();
  await chat.page.keyboard.press('Enter');
  await chat.page.getByRole('menuitem', { name: 'Mark as unread' }).press('Enter');
  for (const each of [chat, two.chat]) {
    await expect.poll(async () => (await order(each))[0]).toBe(first);
    await expect(each.link(third)).toHaveAccessibleDescription(/Marked as unread/);
    await expect(each.link(second).getByRole('img', { name: 'Muted' })).toBeVisible();
    // What is muted counts in no title.
    await expect(each.page).toHaveTitle(/^\(1\)/);
  }
  // A message moves its row up, and the pinned one stays above.
  await senders[2]?.send(sessions[2] ?? '', 'again');
  for (const each of [chat, two.chat]) await expect.poll(() => order(each)).toEqual([first, third, second]);

  // What is chosen stays chosen on the way into a chat and back by its arrow; what one reads stays until one leaves it.
  const size = chat.page.viewportSize();
  await chat.page.getByRole('button', { name: /^Unread/ }).click();
  await expect.poll(() => order(chat)).toEqual([first, third, second]);
  await chat.open(second);
  await expect(two.chat.link(second)).not.toHaveAccessibleDescription(/unread/);
  expect(await order(chat)).toEqual([first, third, second]);
  await chat.page.setViewportSize({ width: 400, height: 800 });
  await chat.page.getByRole('link', { name: 'Back', exact: true }).click();
  await expect.poll(() => order(chat)).toEqual([first, third]);
  if (size) await chat.page.setViewportSize(size);
  await chat.page.getByRole('button', { name: /^All/ }).click();

  await act(chat, second, 'Archive');
  for (const each of [chat, two.chat]) await expect(each.link(second)).toBeHidden();
  await chat.page.getByRole('button', { name: /^Archived/ }).click();
  await expect.poll(() => order(chat)).toEqual([second]);
  expect(chat.page.url()).toContain('show=archived');
  await chat.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await one.context.setOffline(true);
  await chat.page.reload();
  await expect(chat.pill).toContainText('Offline');
  await expect.poll(() => order(chat)).toEqual([second]);
  await chat.page.getByRole('button', { name: /^All/ }).click();
  await expect.poll(() => order(chat)).toEqual([first, third]);
  await expect(chat.link(third)).toHaveAccessibleDescription(/1 unread/);
  // Opened, it is no longer marked; without a network that shows here at once, and there when it is back.
  await act(chat, first, 'Unpin');
  await one.context.setOffline(false);
  await expect.poll(() => order(two.chat)).toEqual([third, first]);
});

test('SET-1 the theme roams, and the first frame after a load is in it', async ({ world }) => {
  const ada = await world.person('ada');
  const [one, two] = await Promise.all([world.device(ada), world.device(ada)]);
  const scheme = (chat: typeof one.chat) =>
    chat.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  for (const { chat } of [one, two]) expect(await scheme(chat)).toBe('light dark');
  const choose = async (theme: string) => {
    await one.chat.openAccount();
    await one.chat.page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: theme }).click();
    await one.chat.page.keyboard.press('Escape');
  };
  await choose('Dark');
  for (const { chat } of [one, two]) await expect.poll(() => scheme(chat)).toBe('dark');

  // What is there when the first frame is about to be drawn, before any script of the app has run.
  await two.context.addInitScript(() => {
    requestAnimationFrame(() => {
      Object.assign(window, { firstFrame: getComputedStyle(document.documentElement).colorScheme });
    });
  });
  await two.chat.page.reload();
  await two.chat.isLive();
  expect(await two.chat.page.evaluate(() => Reflect.get(window, 'firstFrame') as unknown)).toBe('dark');
  await choose('System');
  await expect.poll(() => scheme(two.chat)).toBe('light dark');
});
