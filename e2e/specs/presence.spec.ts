import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

const STATES = ['Sending', 'Stored', 'Delivered', 'Read'];

/** Notes every mark that a message shows from now on, frame by frame. */
async function recordMarks(page: Page, text: string): Promise<() => Promise<readonly string[]>> {
  await page.evaluate((text) => {
    const marks: string[] = [];
    Object.assign(window, { marks });
    const look = () => {
      const articles = [...document.querySelectorAll('[role=feed] article')];
      const article = articles.find((one) => one.getAttribute('aria-label')?.includes(text));
      const mark = article?.querySelector('[role=img]')?.getAttribute('aria-label');
      if (mark && marks.at(-1) !== mark) marks.push(mark);
      requestAnimationFrame(look);
    };
    look();
  }, text);
  return () => page.evaluate(() => (window as unknown as { marks: string[] }).marks);
}

const tick = (article: Locator) => article.getByRole('img', { name: /^(Sending|Stored|Delivered|Read)$/ });

test('LST-8: typing shows in header and row, ends by itself and with the message; who is there shows too', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [a, b] = await Promise.all([world.device(ada), world.device(bo)]);
  await a.chat.startChat([bo.username]);
  const sessionId = a.chat.sessionId();
  await b.chat.open(ada.username);
  const header = a.chat.page.locator('main header');
  const row = a.chat.link(bo.username);
  await expect(header).toContainText('online');

  const before = await world.database.texts(sessionId);
  await b.chat.composer.pressSequentially('wri');
  await expect(header).toContainText('typing…', { timeout: 2_000 });
  await expect(row).toContainText('typing…');
  // Silence ends it.
  await expect(header).not.toContainText('typing…', { timeout: 6_500 });
  await expect(row).not.toContainText('typing…');
  await expect(header).toContainText('online');

  await b.chat.composer.pressSequentially('ting');
  await expect(header).toContainText('typing…', { timeout: 2_000 });
  await b.chat.composer.press('Enter');
  await expect(a.chat.article('writing')).toHaveCount(1);
  await expect(header).not.toContainText('typing…', { timeout: 1_000 });
  // Emptied, it is over at once.
  await b.chat.composer.fill('no');
  await expect(header).toContainText('typing…', { timeout: 2_000 });
  await b.chat.composer.fill('');
  await expect(header).not.toContainText('typing…', { timeout: 1_000 });
  // Nothing of it was stored.
  expect(await world.database.texts(sessionId)).toEqual([...before, 'writing']);

  await b.context.close();
  await expect(header).toContainText('last seen just now');
});

test('MSG-9: a message goes from sending to stored to delivered to read, and no mark goes back', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const a = await world.device(ada);
  await a.chat.startChat([bo.username]);
  const { page } = a.chat;
  await a.context.setOffline(true);
  await a.chat.send('how far');
  const article = a.chat.article('how far');
  await expect(tick(article)).toHaveAccessibleName('Sending');
  const marks = await recordMarks(page, 'how far');
  await a.context.setOffline(false);
  await expect(tick(article)).toHaveAccessibleName('Stored');

  // Read by the other, who then is gone again.
  const b = await world.device(bo);
  await b.chat.open(ada.username);
  await expect(b.chat.article('how far')).toBeVisible();
  await expect(tick(article)).toHaveAccessibleName('Read');
  await b.context.close();

  // A later one is stored only, and what was read stays so, also without a connection and after loading again.
  await a.chat.send('and this');
  await expect(tick(a.chat.article('and this'))).toHaveAccessibleName('Stored');
  await a.context.setOffline(true);
  await expect(a.chat.pill).toContainText('Offline');
  await expect(tick(article)).toHaveAccessibleName('Read');
  const seen = (await marks()).map((mark) => STATES.indexOf(mark));
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  await page.reload();
  await expect(tick(a.chat.article('how far'))).toHaveAccessibleName('Read');
  await expect(tick(a.chat.article('and this'))).toHaveAccessibleName('Stored');
});
