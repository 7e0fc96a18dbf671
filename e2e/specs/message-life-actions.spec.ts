import { choose, menuOf, openMenu, toolbarOf } from '../pages/message-menu.ts';
import { numbered } from '../support/convergence.ts';
import { expect, test, type World } from '../support/fixtures.ts';

// What one does with messages: answering, editing, taking back, reacting, pinning, passing on.

/** Two people in a group, both looking at it; a third without a screen, whose group it is. */
async function group(world: World) {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const owner = await world.sender(cy);
  const sessionId = await owner.create([ada.username, bo.username], 'Harbour');
  await owner.sendAll(sessionId, ['tide tables', 'who brings the rope?']);
  const [a, b] = await Promise.all([world.device(ada), world.device(bo)]);
  await Promise.all([a.chat.open('Harbour'), b.chat.open('Harbour')]);
  for (const { chat } of [a, b]) await expect(chat.article('who brings the rope?')).toHaveCount(1);
  return { ada, bo, cy, owner, sessionId, a, b };
}

test('CMP-9 ACT-2 an answer shows what it answers, an edit its versions, and ↑ and Escape begin and end one', async ({
  world,
}) => {
  const { a, b } = await group(world);
  const { chat } = a;
  const { page, composer } = chat;
  await (await toolbarOf(chat.article('who brings the rope?'))).getByRole('button', { name: 'Reply' }).click();
  await expect(composer).toBeFocused();
  await expect(page.getByRole('button', { name: /^Answers .*who brings the rope/ })).toHaveCount(1);
  await composer.fill('I do');
  await composer.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel reply' })).toHaveCount(0);
  for (const device of [a, b]) {
    const quote = device.chat.article('I do').getByRole('button', { name: /^Answers .*who brings the rope/ });
    await quote.click();
    await expect(device.chat.feed.locator('article[data-found]')).toContainText('who brings the rope?');
  }

  // A draft waits while one edits.
  await composer.fill('half a thought');
  await composer.press('ArrowUp');
  await expect(page.getByText('Editing', { exact: true })).toHaveCount(0);
  await composer.fill('');
  await composer.press('ArrowUp');
  await expect(page.getByText('Editing', { exact: true })).toBeVisible();
  await expect(composer).toHaveValue('I do');
  await composer.fill('I never');
  // It stands with its chat on this device, also when one leaves the chat or the page; and one can change one's mind.
  await page.reload();
  await expect(composer).toHaveValue('I never');
  await expect(page.getByText('Editing', { exact: true })).toBeVisible();
  await composer.press('Escape');
  await expect(composer).toHaveValue('');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(composer).toHaveValue('I never');
  await composer.press('Escape');
  await expect(composer).toHaveValue('');
  await expect(chat.article('I do')).toHaveCount(1);
  await composer.press('ArrowUp');
  await composer.fill('I *do*, the long one');
  await composer.press('Enter');
  await expect(composer).toHaveValue('');
  for (const device of [a, b]) {
    const edited = device.chat.article('I do, the long one');
    await edited.getByRole('button', { name: 'edited' }).click();
    const versions = device.chat.page.getByRole('dialog').getByRole('listitem');
    await expect(versions).toHaveText([/in force.*I do, the long one$/, /as sent.*I do$/]);
    await device.chat.page.keyboard.press('Escape');
    await expect(versions).toHaveCount(0);
  }
  await page.reload();
  await expect(chat.article('I do, the long one').getByRole('button', { name: 'edited' })).toHaveCount(1);
});

test('ACT-2 a recall can be undone for a moment, and leaves a tombstone with everyone, also of an answer', async ({
  world,
}) => {
  const { owner, sessionId, a, b } = await group(world);
  const { chat } = a;
  await chat.send('a slip');
  const slip = chat.article('a slip');
  await expect(slip).toHaveAttribute('data-seq', /\d/);
  const seq = (await slip.getAttribute('data-seq')) ?? '';
  const place = chat.feed.locator(`article[data-seq="${seq}"]`);
  await owner.request('message:send', {
    sessionId,
    clientId: crypto.randomUUID(),
    text: 'I saw that',
    replyTo: Number(seq),
  });
  await expect(b.chat.article('I saw that')).toContainText('a slip');

  // Others take back their own only.
  await openMenu(b.chat, b.chat.article('a slip').first());
  await expect(menuOf(b.chat).getByRole('menuitem', { name: 'Recall for everyone' })).toHaveCount(0);
  await b.chat.page.keyboard.press('Escape');

  await choose(chat, place, 'Recall for everyone');
  await expect(place).toContainText('recalled a message');
  await place.getByRole('button', { name: /^Undo/ }).click();
  await expect(place).toContainText('a slip');
  await choose(chat, place, 'Recall for everyone');
  await expect(place.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  for (const device of [a, b]) {
    const tombstone = device.chat.feed.locator(`article[data-seq="${seq}"]`);
    await expect(tombstone).toContainText('recalled a message');
    await expect(device.chat.article('I saw that')).toContainText('Message recalled');
    await expect(device.chat.page.getByText('a slip')).toHaveCount(0);
  }
  expect(await world.database.texts(sessionId)).not.toContain('a slip');
});

test('ACT-1 ACT-4 reactions and pins agree everywhere, by pointer and by keys', async ({ world }) => {
  const { ada, bo, a, b } = await group(world);
  const { chat } = a;
  const [mine, theirs] = [a, b].map((device) => device.chat.article('tide tables'));
  if (!mine || !theirs) throw new Error('unreachable');
  await (await toolbarOf(mine)).getByRole('button', { name: 'React with 👍' }).click();
  const thumb = (of: typeof mine) => of.getByRole('group', { name: 'Reactions' }).getByRole('button', { name: /^👍/ });
  await expect(thumb(mine)).toHaveAttribute('aria-pressed', 'true');
  await expect(thumb(theirs)).toHaveAccessibleName(`👍 1: ${ada.username}`);
  await thumb(theirs).click();
  await expect(thumb(mine)).toHaveAccessibleName(`👍 2: You and ${bo.username}`);
  await thumb(mine).click();
  await expect(thumb(theirs)).toHaveAccessibleName('👍 1: You');

  // By keys: up into the list, the menu, an emoji by name; the focus comes back to the message.
  await chat.composer.press('Shift+Tab');
  await chat.feed.focus();
  await chat.page.keyboard.press('ArrowUp');
  await expect(chat.article('who brings the rope?')).toBeFocused();
  await chat.page.keyboard.press('ArrowUp');
  await expect(mine).toBeFocused();
  await chat.page.keyboard.press('Enter');
  await expect(menuOf(chat)).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await expect(mine).toBeFocused();
  await chat.page.keyboard.press('Shift+F10');
  await menuOf(chat).getByRole('menuitem', { name: 'More emoji' }).press('Enter');
  await expect(chat.page.getByRole('searchbox', { name: 'Find an emoji' })).toBeFocused();
  await chat.page.keyboard.type('party popper');
  await expect(chat.page.getByRole('gridcell')).toHaveText(['🎉']);
  await chat.page.keyboard.press('Enter');
  await expect(theirs.getByRole('button', { name: `🎉 1: ${ada.username}` })).toHaveCount(1);

  await choose(chat, mine, 'Pin');
  await choose(chat, chat.article('who brings the rope?'), 'Pin');
  const bar = b.chat.page.getByRole('button', { name: /^Pinned message/ });
  await expect(bar).toHaveAccessibleName(/1 of 2: who brings/);
  await bar.click();
  await expect(b.chat.feed.locator('article[data-found]')).toContainText('who brings');
  await expect(bar).toHaveAccessibleName(/2 of 2: tide tables/);
  await bar.click();
  await expect(b.chat.feed.locator('article[data-found]')).toContainText('tide tables');
  await choose(b.chat, theirs, 'Unpin');
  await expect(chat.page.getByRole('button', { name: /^Pinned message/ })).toHaveAccessibleName(/1 of 1: who brings/);
});

test('ACT-3 ACT-5 a message is passed on to several chats with its origin, and says what is known of it', async ({
  world,
}) => {
  const { ada, bo, cy, owner, a } = await group(world);
  const { chat } = a;
  const direct = await owner.create([ada.username]);
  await owner.send(direct, 'just us');
  await expect(chat.link(cy.username)).toHaveCount(1);
  await chat.startChat([bo.username]);
  await chat.open('Harbour');
  await choose(chat, chat.article('tide tables'), 'Forward');
  const dialog = chat.page.getByRole('dialog', { name: 'Forward to' });
  await dialog.getByRole('checkbox', { name: cy.username }).check();
  await dialog.getByRole('checkbox', { name: bo.username }).check();
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  for (const name of [cy.username, bo.username]) {
    await chat.open(name);
    await expect(chat.article('tide tables')).toContainText(`Forwarded from ${cy.username}`);
  }
  await chat.open('Harbour');
  await choose(chat, chat.article('tide tables'), 'Info');
  const info = chat.page.getByRole('dialog', { name: 'Message info' });
  await expect(info).toContainText('#2');
  await expect(info).toContainText(cy.username);
  await expect(info).toContainText(/Read by.*You/s);
});

test('MSG-10 edits, recalls and reactions made while away are there on return, also far above', async ({ world }) => {
  const { owner, sessionId, a } = await group(world);
  const { chat } = a;
  const old = await owner.send(sessionId, 'old and wrong');
  const slip = await owner.send(sessionId, 'old and regretted');
  await owner.sendAll(sessionId, numbered('later', 30));
  await expect(chat.article('later 30')).toHaveCount(1);
  await a.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  const change = () => ({ sessionId, clientId: crypto.randomUUID() });
  await owner.ask('message:edit', { ...change(), target: old, text: 'old and right' });
  await owner.ask('message:recall', { ...change(), target: slip });
  const newest = await owner.send(sessionId, 'and this');
  await owner.ask('message:react', { ...change(), target: newest, emoji: '🌊', on: true });
  await a.context.setOffline(false);
  await expect(chat.article('and this').getByRole('button', { name: /^🌊 1/ })).toHaveCount(1);
  await chat.feed.hover();
  await expect
    .poll(async () => {
      await chat.page.mouse.wheel(0, -600);
      return chat.article('old and right').count();
    })
    .toBe(1);
  await expect(chat.feed.locator(`article[data-seq="${slip}"]`)).toContainText('recalled a message');
  await expect(chat.page.getByText('old and regretted')).toHaveCount(0);
});
