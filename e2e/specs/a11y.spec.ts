import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { ChatPage } from '../pages/chat-page.ts';
import { originOf } from '../support/api.ts';
import { expect, test, type World } from '../support/fixtures.ts';

/** WCAG 2.0 to 2.2, A and AA, and what the checker's authors hold to be good practice beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Checks what is on the screen in both themes: they differ in their colours alone, so what is open stays open. */
async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // A transition half-way through has colours that are nobody's choice.
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => null))));
    const checker = new AxeBuilder({ page });
    // The second theme is asked for what a theme can break.
    if (colorScheme === 'light') checker.withTags(RULES);
    else checker.withRules(COLOURS);
    const { violations } = await checker.analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ html }) => html.slice(0, 300)),
    }));
    expect(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}

async function seed(world: World) {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const sender = await world.sender(bo);
  const group = await sender.create([ada.username, cy.username], 'Harbour');
  await sender.sendAll(group, ['Good morning', 'See https://example.org/tides', 'A third one']);
  await sender.sendAll(await sender.create([ada.username]), ['Just us']);
  return { ada, bo };
}

for (const [name, viewport] of [
  ['wide', { width: 1440, height: 900 }],
  ['narrow', { width: 390, height: 844 }],
] as const) {
  test(`A11-1 no screen has an accessibility fault, in light or dark: ${name}`, async ({ world }) => {
    test.slow();
    const { ada } = await seed(world);
    const device = await world.profile(ada, { viewport, reducedMotion: 'reduce' });
    const page = await device.context.newPage();
    await page.goto(`${originOf(world.place)}/sign-up`);
    await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
    await expectAccessible(page, 'sign-up');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await expectAccessible(page, 'sign-in');
    const chat: ChatPage = await device.signIn(page);
    await expect(chat.link('Harbour')).toBeVisible();
    await expectAccessible(page, 'the session list');
    await chat.open('Harbour');
    await expect(chat.article('A third one')).toBeVisible();
    await chat.send('My own');
    await expect(chat.article('My own').getByRole('img', { name: 'Stored' })).toBeVisible();
    await expectAccessible(page, 'a session');
    await page.getByRole('button', { name: 'Members', exact: true }).click();
    await expect(page.getByRole('complementary', { name: 'Members' }).getByRole('listitem')).toHaveCount(3);
    await expectAccessible(page, 'the members');
    await page.goto(`${device.origin}/settings/devices`);
    await expect(page.getByRole('button', { name: 'Revoke' }).first()).toBeVisible();
    await expectAccessible(page, 'the devices');
    await page.getByRole('button', { name: 'Revoke' }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, 'the question before revoking');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('link', { name: 'Storage', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Storage' })).toBeVisible();
    await expectAccessible(page, 'the storage');
    await page.goto(device.origin);
    await chat.isLive();
    await page.getByRole('button', { name: 'New chat', exact: true }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Username' }).fill('someone');
    await expectAccessible(page, 'the new chat dialog');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await chat.openAccount();
    await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible();
    await expectAccessible(page, 'the account menu');
  });
}
