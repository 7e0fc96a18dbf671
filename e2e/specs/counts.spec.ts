import { AuthPage } from '../pages/auth-page.ts';
import { ChatPage } from '../pages/chat-page.ts';
import { numbered } from '../support/convergence.ts';
import { expect, test } from '../support/fixtures.ts';
import { seedSessions } from '../support/seed-sessions.ts';

/** What a row says of its unread messages; null for none. */
const unread = (chat: ChatPage, name: string) => chat.link(name).getByText(/^\d+ unread$/);

test('LST-3 NOT-5: read here is read there, in badge, title and app badge, and the other device keeps its place', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const sender = await world.sender(bo);
  const [long, busy] = [await sender.create([ada.username], 'Long'), await sender.create([ada.username], 'Busy')];
  await sender.sendAll(long, numbered('long', 60));
  const [one, two] = await Promise.all([ada, ada].map((person) => world.profile(person)));
  if (!one || !two) throw new Error('unreachable');
  // The badge on the app's icon, as the browser is asked to draw it.
  await two.context.addInitScript(() => {
    Object.assign(navigator, { setAppBadge: async (count: number) => void Object.assign(window, { badge: count }) });
  });
  const [here, there] = [await one.signIn(), await two.signIn()];
  const badge = () => there.page.evaluate(() => (window as { badge?: number }).badge);

  // B has read the one to its end and looks at something further up.
  await there.open('Long');
  await there.feed.hover();
  await expect(async () => {
    await there.page.mouse.wheel(0, 3_000);
    await expect(unread(there, 'Long')).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await expect(there.page).toHaveTitle('Long · Tidemark');
  await there.page.mouse.wheel(0, -500);
  await expect(there.page.getByRole('button', { name: /newest/i })).toBeVisible();
  await sender.sendAll(busy, numbered('busy', 3));
  await expect(unread(there, 'Busy')).toHaveText('3 unread');
  await expect(there.page).toHaveTitle('(3) Long · Tidemark');
  await expect.poll(badge).toBe(3);
  const place = await there.feed.evaluate((feed) => feed.scrollTop);

  await here.open('Busy');
  await expect(here.article('busy 3')).toBeVisible();
  await expect(unread(here, 'Busy')).toHaveCount(0);
  await expect(unread(there, 'Busy')).toHaveCount(0);
  await expect(there.page).toHaveTitle('Long · Tidemark');
  await expect.poll(badge).toBe(0);
  expect(await there.feed.evaluate((feed) => feed.scrollTop)).toBe(place);
});

test('LST-4: with 200 chats, at most 150 kB travel before the list is there', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  await seedSessions(world.place, [bo.userId, ada.userId], 200);
  const device = await world.profile(ada);
  const page = await device.context.newPage();
  let bytes = 0;
  const count = ({ payload }: { payload: string | Buffer }) => {
    bytes += Buffer.byteLength(payload);
  };
  page.on('websocket', (socket) => socket.on('framereceived', count).on('framesent', count));
  const answers: Promise<void>[] = [];
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.startsWith('/api/')) return;
    answers.push(
      response.body().then(
        (body) => count({ payload: body }),
        () => {},
      ),
    );
  });
  const chat = await device.signIn(page);
  await expect(chat.link('Session 200')).toBeVisible();
  await Promise.all(answers);
  const device1 = await device.content();
  expect(device1?.sessions).toHaveLength(200);
  // No message but the last of each.
  expect(device1?.entries.length ?? 0).toBeLessThanOrEqual(200);
  test.info().annotations.push({ type: 'bytes', description: String(bytes) });
  expect(bytes).toBeLessThan(150_000);
});

test('LST-7: 2,000 chats are at most 60 rows, and no frame of a way through them is blank', async ({ world }) => {
  test.slow();
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  await seedSessions(world.place, [bo.userId, ada.userId], 2_000);
  const device = await world.profile(ada);
  const page = await device.context.newPage();
  await page.goto(`${device.origin}/sign-in`);
  await new AuthPage(page).signIn(ada);
  const chat = new ChatPage(page);
  // The list comes page by page; it can be used before it is whole.
  await expect(chat.pill).toHaveText('Live', { timeout: 60_000 });
  await expect(chat.link('Session 2000')).toBeVisible();
  await chat.chats.hover();

  // Looked at once in every frame, as it is drawn: how many rows there are, and what of the view they leave empty.
  await chat.chats.evaluate((nav) => {
    const scroller = nav.querySelector('ul')?.parentElement;
    if (!scroller) throw new Error('there is no list');
    const seen = { frames: 0, rows: 0, blank: 0, end: 0 };
    Object.assign(window, { seen });
    const look = () => {
      const view = scroller.getBoundingClientRect();
      const rows = [...scroller.querySelectorAll('li')].map((row) => row.getBoundingClientRect());
      const top = Math.min(...rows.map((row) => row.top));
      const bottom = Math.max(...rows.map((row) => row.bottom));
      const { scrollTop, clientHeight, scrollHeight } = scroller;
      const lacking = Math.max(top - view.top - (scrollTop < 8 ? 8 : 0), view.bottom - bottom - 8);
      seen.frames += 1;
      seen.rows = Math.max(seen.rows, rows.length);
      seen.blank = Math.max(seen.blank, lacking);
      seen.end = Math.max(seen.end, (scrollTop + clientHeight) / scrollHeight);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const seen = () =>
    chat.page.evaluate(() => (window as unknown as { seen: Record<'frames' | 'rows' | 'blank' | 'end', number> }).seen);
  // 2,000 rows of 66 px in steps of two screens, of which nothing is waited for.
  for (let turns = 0; turns < 90; turns += 1) await chat.page.mouse.wheel(0, 1_500);
  await expect(chat.link('Session 1')).toBeVisible();
  const { frames, rows, blank, end } = await seen();
  expect(end).toBeGreaterThan(0.99);
  expect(frames).toBeGreaterThan(20);
  expect(rows).toBeLessThanOrEqual(60);
  expect(blank).toBeLessThanOrEqual(0);
});
