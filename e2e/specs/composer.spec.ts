import { expect, test } from '../support/fixtures.ts';

// What helps while one writes. Sending, drafts and input methods themselves are in first-run.spec.ts.

test('CMP-5 O-37 names and emoji are completed in a list that the keys move in, also without the network', async ({
  world,
}) => {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username, cy.username], 'Harbour');
  await other.send(sessionId, 'hello');
  const device = await world.device(ada);
  const { chat } = device;
  const { page, composer } = chat;
  await chat.open('Harbour');
  await expect(chat.article('hello')).toHaveCount(1);
  const people = page.getByRole('listbox', { name: 'People' });
  const emoji = page.getByRole('listbox', { name: 'Emoji' });

  // Both others, of whom only one has written; never oneself.
  await composer.pressSequentially('hi @');
  await expect(people.getByRole('option')).toHaveCount(2);
  await expect(people).not.toContainText(ada.username);
  await composer.pressSequentially(cy.username.slice(0, 4));
  await expect(people.getByRole('option')).toHaveCount(1);
  await expect(composer).toHaveAttribute('aria-activedescendant', /./);
  await composer.press('Enter');
  await expect(composer).toHaveValue(`hi @${cy.username} `);
  await expect(people).toHaveCount(0);

  await composer.pressSequentially(':ferry');
  await expect(emoji.getByRole('option', { selected: true })).toContainText(':ferry:');
  await composer.press('Tab');
  await expect(composer).toHaveValue(`hi @${cy.username} ⛴️ `);

  // Arrows choose; Escape closes and keeps what was typed; Enter then sends.
  await composer.pressSequentially(':smile');
  await expect(emoji.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await composer.press('ArrowDown');
  await expect(emoji.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await composer.press('ArrowUp');
  await composer.press('ArrowUp');
  await expect(emoji.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await composer.press('Escape');
  await expect(emoji).toHaveCount(0);
  await composer.press('Enter');
  await expect(composer).toHaveValue('');
  await expect(chat.article(':smile')).toHaveCount(1);
  await expect(chat.article(':smile').locator('[data-mention]')).toHaveText(`@${cy.username}`);

  // The Enter of an input method takes its own candidate, not ours, and sends nothing.
  await composer.pressSequentially('@');
  await expect(people).toBeVisible();
  for (const init of [
    { key: 'Enter', keyCode: 13, isComposing: true },
    { key: 'Enter', keyCode: 229, isComposing: false },
  ])
    await composer.dispatchEvent('keydown', { ...init, bubbles: true, cancelable: true });
  await expect(people).toBeVisible();
  await expect(composer).toHaveValue('@');

  await device.context.setOffline(true);
  await expect(chat.pill).toContainText('Offline');
  await composer.fill('');
  await composer.pressSequentially('@bo-');
  await expect(people.getByRole('option')).toHaveCount(1);
  await composer.press('Tab');
  await expect(composer).toHaveValue(`@${bo.username} `);
});

test('CMP-10 the emoji picker is searched and used by keys alone, remembers the skin tone, and needs no network', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const device = await world.device(ada);
  const { chat } = device;
  const { page, composer } = chat;
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(device.origin).host) elsewhere.push(request.url());
  });
  await chat.startChat([bo.username]);
  const picker = page.getByRole('dialog', { name: 'Emoji' });
  const search = picker.getByRole('searchbox', { name: 'Find an emoji' });
  const open = async () => {
    await composer.focus();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Emoji', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(search).toBeFocused();
  };
  await composer.fill('so ');
  await open();
  await expect(picker.getByRole('gridcell', { name: 'Grinning face', exact: true })).toBeVisible();
  await page.keyboard.type('waving hand');
  await expect(picker.getByRole('gridcell')).toHaveText(['👋']);
  await page.keyboard.press('Enter');
  await expect(picker).toHaveCount(0);
  await expect(composer).toHaveValue('so 👋');
  await expect(composer).toBeFocused();

  await open();
  await picker.getByRole('radio', { name: 'medium', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);

  // What this page loaded is what the next start has, without the network.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await device.context.setOffline(true);
  await page.reload();
  await expect(composer).toHaveValue('so 👋');
  await open();
  await page.keyboard.type('waving hand');
  await expect(picker.getByRole('gridcell')).toHaveText(['👋🏽']);
  await page.keyboard.press('Enter');
  await expect(composer).toHaveValue('so 👋👋🏽');
  await composer.press('Enter');
  await expect(chat.article('so 👋👋🏽')).toHaveCount(1);
  expect(elsewhere).toEqual([]);
});
