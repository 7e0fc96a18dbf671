import { expect, test } from '../support/fixtures.ts';

// Code that is no part of the first load: on the device before it is wanted, and honest where it is not.

test('PRF-1 MOB-2 the app can be installed, and all parts of it are there without the network once the list has been seen, and open where they belong', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const sender = await world.sender(bo);
  await sender.send(await sender.create([ada.username], 'Quay'), 'high water at noon');
  const device = await world.device(ada);
  const { chat, context } = device;
  const { page } = chat;
  await expect(chat.link('Quay')).toBeVisible();
  // Its newest page is read by itself, though nobody has opened it here.
  await expect.poll(async () => JSON.stringify((await device.content())?.entries)).toContain('high water at noon');
  // Until then nothing of the session's screen was asked for; afterwards all that there is was kept.
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const texts = await Promise.all(
          (await caches.keys()).map(async (name) => {
            const cache = await caches.open(name);
            const kept = (await cache.keys()).filter(({ url }) => url.endsWith('.js'));
            return Promise.all(kept.map(async (request) => (await (await cache.match(request))?.text()) ?? ''));
          }),
        );
        const code = texts.flat().join('\n');
        return ['Jump to date', 'Find an emoji', 'Chat actions', 'Year', 'Lag since this page'].filter(
          (words) => !code.includes(words),
        );
      }),
    )
    .toEqual([]);
  const browser = await context.newCDPSession(page);
  const { url, errors } = await browser.send('Page.getAppManifest');
  expect({ manifest: new URL(url).pathname, errors }).toEqual({ manifest: '/manifest.webmanifest', errors: [] });
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
  // A profile of a test is one that nothing can be installed in; there is no other hindrance.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  await chat.open('Quay');
  await expect(chat.article('high water at noon')).toBeVisible();
  await context.setOffline(true);
  await page.reload();
  await expect(chat.article('high water at noon')).toBeVisible();
  await page.goto(device.origin);
  await expect(chat.link('Quay')).toBeVisible();

  // The first opening of each builds it: the focus comes back to what opened it all the same.
  const account = page.getByRole('button', { name: 'Account' });
  await account.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Account' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Account' })).toBeHidden();
  await expect(account).toBeFocused();
  await chat.link('Quay').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Mute' }).click();
  await expect(chat.link('Quay').getByRole('img', { name: 'Muted' })).toBeVisible();
  await page.getByRole('button', { name: 'New chat' }).click();
  await expect(page.getByRole('dialog', { name: 'New chat' })).toBeVisible();
  await page.keyboard.press('Escape');
  await chat.open('Quay');
  await expect(chat.article('high water at noon')).toBeVisible();
  await page.getByRole('link', { name: 'Devices' }).click();
  await expect(page.getByRole('heading', { name: 'Devices' })).toBeVisible();
});

test('a part that cannot be had says so and comes with a reload; the rest goes on', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const sender = await world.sender(bo);
  await sender.send(await sender.create([ada.username], 'Quay'), 'high water at noon');
  const device = await world.profile(ada, { serviceWorkers: 'block' });
  let cut = true;
  await device.context.route('**/_next/static/chunks/**', async (route) => {
    const response = await route.fetch();
    // The code of a chat's screen.
    if (cut && (await response.text()).includes('This chat did not load')) await route.abort();
    else await route.fulfill({ response });
  });
  const chat = await device.signIn();
  await chat.link('Quay').click();
  await expect(chat.page.getByText('This part of Tidemark did not load')).toBeVisible();
  await expect(chat.link('Quay')).toBeVisible();
  await chat.page.getByRole('button', { name: 'Account' }).click();
  await expect(chat.page.getByRole('dialog', { name: 'Account' })).toBeVisible();
  await chat.page.keyboard.press('Escape');
  cut = false;
  await chat.page.getByRole('button', { name: 'Reload' }).click();
  await expect(chat.article('high water at noon')).toBeVisible();
  // The rest of the app is still on its way.
  await device.context.unrouteAll({ behavior: 'wait' });
});
