import { randomUUID } from 'node:crypto';
import { menuOf, toolbarOf } from '../pages/message-menu.ts';
import { expect, test } from '../support/fixtures.ts';
import { gapBelow, topRow, watchRow } from '../support/row-watch.ts';
import { seedGroups } from '../support/seed-messages.ts';

// What comes in moves nothing of what one reads, and keeps the end in view where one is at the end.

/** Messages of a seeded group by its second member: they take turns in threes. */
const isOfSecond = (seq: number) => Math.floor((seq - 1) / 3) % 2 === 1;

test('MSG-3 scrolled up, 50 messages, edits and recalls above, in and below the view move no row', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [sessionId = ''] = await seedGroups(world.place, [
    { title: 'Quay', userIds: [ada.userId, bo.userId], messages: 240 },
  ]);
  const [sender, { chat }] = await Promise.all([world.sender(bo), world.device(ada)]);
  await chat.open('Quay');
  await expect(chat.article('Quay 240').first()).toBeVisible();
  await chat.feed.hover();
  const height = (await chat.feed.boundingBox())?.height ?? 0;
  for (let screen = 0; screen < 3; screen += 1) {
    const before = await topRow(chat.feed);
    await chat.page.mouse.wheel(0, -height);
    await expect.poll(() => topRow(chat.feed)).toBeLessThan(before);
  }
  // At rest: the same row on top in two looks.
  let top = await topRow(chat.feed);
  await expect
    .poll(async () => {
      const [was, now] = [top, await topRow(chat.feed)];
      top = now;
      return now - was;
    })
    .toBe(0);

  const bos = Array.from({ length: 239 }, (_, n) => n + 2).filter(isOfSecond);
  const above = bos.filter((seq) => seq < top).slice(-4);
  const within = bos.filter((seq) => seq > top).slice(0, 4);
  const below = bos.slice(-2);
  const [edits, recalls] = [0, 1].map((odd) => [...above, ...within, ...below].filter((_, n) => n % 2 === odd));
  const watch = await watchRow(chat.feed, top);
  for (let n = 1; n <= 50; n += 1) await sender.send(sessionId, `news ${n}`);
  for (const target of edits ?? []) {
    const text = `mended ${target}\nwith a line more\nand another`;
    await sender.ask('message:edit', { sessionId, clientId: randomUUID(), target, text });
  }
  for (const target of recalls ?? []) {
    await sender.ask('message:recall', { sessionId, clientId: randomUUID(), target });
  }
  await expect(chat.article(`mended ${within[0]}`)).toBeVisible();
  await expect(chat.feed.locator(`[data-seq="${within[1]}"]`)).toHaveAccessibleName(/recalled$/);
  await expect(chat.page.getByRole('button', { name: /Newest/ })).toContainText('50 unread');
  const { frames, moved } = await watch.stop();
  expect(frames).toBeGreaterThan(10);
  expect(moved).toBeLessThanOrEqual(1);
});

test('MSG-4 CMP-4 at the end, what comes, the growing composer, another size and changes above leave the end in view', async ({
  world,
}) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [sessionId = ''] = await seedGroups(world.place, [
    { title: 'Quay', userIds: [ada.userId, bo.userId], messages: 80 },
  ]);
  const [sender, { chat }] = await Promise.all([world.sender(bo), world.device(ada)]);
  const { page } = chat;
  await chat.open('Quay');
  await expect(chat.article('Quay 80').first()).toBeVisible();
  const atEnd = () => expect.poll(() => gapBelow(chat.feed)).toBeLessThanOrEqual(1);
  await atEnd();

  await sender.send(sessionId, 'from the other\nin three\nlines');
  await expect(chat.article('from the other')).toBeInViewport();
  await atEnd();
  await chat.send('from here');
  await expect(chat.article('from here')).toBeInViewport();
  await atEnd();

  const field = await chat.composer.boundingBox();
  await chat.composer.fill(Array.from({ length: 9 }, (_, n) => `line ${n}`).join('\n'));
  await expect
    .poll(async () => (await chat.composer.boundingBox())?.height ?? 0)
    .toBeGreaterThan((field?.height ?? 0) * 3);
  await atEnd();
  // It grows to two fifths of the window, and scrolls from there on.
  await chat.composer.fill(Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\n'));
  await expect
    .poll(() =>
      chat.composer.evaluate((one) => one.scrollHeight > one.clientHeight && one.clientHeight / window.innerHeight),
    )
    .toBeCloseTo(0.4, 2);
  await atEnd();
  for (const size of [
    { width: 1_280, height: 560 },
    { width: 860, height: 700 },
    { width: 390, height: 844 },
    { width: 1_280, height: 800 },
  ]) {
    await page.setViewportSize(size);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(size.width);
    await atEnd();
  }

  const seen = (await chat.rendered()).flatMap(({ seq }) => (seq !== null && isOfSecond(seq) ? [seq] : []));
  const [target = 0] = seen.filter((seq) => seq <= 80).slice(-1);
  const clientId = () => randomUUID();
  await sender.ask('message:react', { sessionId, clientId: clientId(), target, emoji: '👍', on: true });
  await expect(chat.feed.locator(`[data-seq="${target}"]`)).toContainText('👍');
  await atEnd();
  await sender.ask('message:edit', {
    sessionId,
    clientId: clientId(),
    target,
    text: 'one\ntwo\nthree\nfour\nfive\nsix',
  });
  await expect(chat.feed.locator(`[data-seq="${target}"]`)).toContainText('six');
  await atEnd();
  await sender.ask('message:recall', { sessionId, clientId: clientId(), target });
  await expect(chat.feed.locator(`[data-seq="${target}"]`)).toHaveAccessibleName(/recalled$/);
  await atEnd();
});

test('the menu of a message opens beside it by its button, and stays there', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  await seedGroups(world.place, [{ title: 'Quay', userIds: [ada.userId, bo.userId], messages: 40 }]);
  const { chat } = await world.device(ada);
  await chat.open('Quay');
  const article = chat.article('Quay 38').first();
  const button = (await toolbarOf(article)).getByRole('button', { name: 'More', exact: true });
  const at = await button.boundingBox();
  await button.click();
  const menu = menuOf(chat);
  await expect(menu).toBeVisible();
  // The button has gone by then: the focus is in the menu.
  await expect(button).toBeHidden();
  const box = await menu.boundingBox();
  expect(Math.abs((box?.x ?? 0) - (at?.x ?? 0))).toBeLessThan(400);
  const [top, bottom] = [box?.y ?? 0, (box?.y ?? 0) + (box?.height ?? 0)];
  expect(top - 40 <= (at?.y ?? 0) && (at?.y ?? 0) <= bottom + 40).toBe(true);
});
