import { randomUUID } from 'node:crypto';
import type { Locator } from '@playwright/test';
import type { ChatPage } from '../pages/chat-page.ts';
import { demoPerson, runCommand } from '../support/command.ts';
import { watchFrames } from '../support/feed-frames.ts';
import { expect, test, type World } from '../support/fixtures.ts';
import { historyRequests } from '../support/history-requests.ts';
import { fillSession, firstOfDay } from '../support/long-session.ts';
import { onOwnServer } from '../support/own-server.ts';
import { atRest } from '../support/row-watch.ts';
import { readSlackArchive, realArchive } from '../support/slack-archive.ts';
import { wheelScreens } from '../support/wheel.ts';

// Going anywhere in the life of a session.

/** px per turn of the wheel: less than the list is high, so that every row on the way is seen. */
const WHEEL = 540;

const row = (chat: ChatPage, seq: number): Locator => chat.feed.locator(`[data-seq="${seq}"]`);

/** How far a row begins below the top of the list, in px. */
const below = async (chat: ChatPage, seq: number): Promise<number> => {
  const [feed, box] = [await chat.feed.boundingBox(), await row(chat, seq).boundingBox()];
  return Math.round((box?.y ?? -10_000) - (feed?.y ?? 0));
};

const longDate = (day: string) => new Date(day).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

const doubled = (asked: readonly string[]) => asked.filter((one, n) => asked.indexOf(one) !== n);

async function longSession(
  world: World,
  filling: { count: number; from: number; to: number; readSeq?: number },
  title = `Long ${randomUUID().slice(0, 8)}`,
) {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username], title);
  await fillSession(world.place, { sessionId, authorIds: [bo.userId, ada.userId], ...filling });
  return { ada, bo, other, sessionId, title };
}

test('DEV-7 DEV-8 ONB-2 MSG-7 MSG-15 a session of 100,000 is roamed by scrubber and calendar', async ({ world }) => {
  test.slow();
  const count = 100_000;
  const span = { from: Date.UTC(2019, 0, 5, 9), to: Date.UTC(2025, 10, 20, 18) };
  const { ada, sessionId, title } = await longSession(world, { count, ...span });
  const device = await world.profile(ada);
  const page = await device.context.newPage();
  const asked = historyRequests(page);
  const chat = await device.signIn(page);
  await chat.open(title);
  await expect(row(chat, count + 1)).toBeInViewport();
  const slider = chat.page.getByRole('slider', { name: 'Timeline' });
  await expect(slider).toHaveAttribute('aria-valuetext', /^20 November 2025, /);

  // To the oldest, by keyboard.
  await slider.focus();
  const began = performance.now();
  await slider.press('Home');
  await expect(row(chat, 2)).toBeInViewport();
  test.info().annotations.push({
    type: 'figure',
    description: `oldest of ${count}: ${Math.round(performance.now() - began)} ms`,
  });
  await expect(chat.feed.getByText(`The beginning of ${title}`)).toBeVisible();
  await expect(slider).toHaveAttribute('aria-valuetext', /^5 January 2019, /);
  await slider.press('End');
  await expect(row(chat, count + 1)).toBeInViewport();
  await expect(slider).toHaveAttribute('aria-valuetext', /^20 November 2025, /);
  await slider.press('PageUp');
  await expect(slider).toHaveAttribute('aria-valuetext', /^2[01] August 2025, /);

  // Anywhere, by dragging: the bubble says where, and there one is.
  const box = await slider.boundingBox();
  if (!box) throw new Error('the scrubber has no box');
  await chat.page.mouse.move(box.x + box.width - 20, box.y + box.height * 0.8);
  await chat.page.mouse.down();
  await chat.page.mouse.move(box.x + box.width - 20, box.y + box.height * 0.5, { steps: 5 });
  const bubble = slider.locator('[data-scrub-bubble]');
  await expect(bubble).toContainText(/2022/);
  const date = (await bubble.locator('b').textContent()) ?? '';
  await chat.page.mouse.up();
  await expect(bubble).toBeHidden();
  await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`^${date}, `));
  const day = new Date(`${date} UTC`).toISOString().slice(0, 10);
  const first = await firstOfDay(world.place, sessionId, day);
  await expect(row(chat, first)).toBeInViewport();
  await expect.poll(() => below(chat, first)).toBeLessThan(120);

  // Another month by the calendar, with the keyboard alone.
  await chat.page.getByRole('button', { name: 'Jump to date', exact: true }).press('Enter');
  const calendar = chat.page.getByRole('dialog', { name: 'Jump to date' });
  const current = calendar.locator(`[data-day="${day}"]`);
  await expect(current).toBeFocused();
  await expect(current).toHaveAccessibleName(new RegExp(`^${date}, \\d+ messages$`));
  await current.press('PageUp');
  const goal = await chat.page.evaluate(() => (document.activeElement as HTMLElement).dataset['day'] ?? '');
  expect(goal.slice(0, 7)).not.toBe(day.slice(0, 7));
  await chat.page.keyboard.press('Enter');
  await expect(calendar).toBeHidden();
  const goalSeq = await firstOfDay(world.place, sessionId, goal);
  await expect(row(chat, goalSeq)).toBeInViewport();
  await expect.poll(() => below(chat, goalSeq)).toBeLessThan(120);
  // The date on top says the day, and to whoever points at it the time and the SeqId.
  await chat.feed.hover();
  await chat.page.mouse.wheel(0, 30);
  const pill = chat.page.locator('[data-floating-date]');
  await expect(pill).toHaveText(new RegExp(goal.slice(0, 4)));
  await expect(pill).toHaveAttribute('title', /#[\d,]+$/);

  // From there on both ways, on the way back over what has come by then.
  for (const [way, screens] of [
    [1, 10],
    [-1, 20],
  ] as const) {
    expect(await wheelScreens(chat, way, screens)).toMatchObject({ blank: 0, backwards: [] });
  }
  expect(asked.length).toBeGreaterThan(5);
  expect(doubled(asked)).toEqual([]);
});

test('MSG-11 MSG-5 MSG-12 an address of a message leads to it, on to both ends, and back to the place', async ({
  world,
}) => {
  test.slow();
  const span = { from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 10, 20) };
  const { ada, other, sessionId } = await longSession(world, { count: 900, ...span });
  const others: string[] = [];
  for (let n = 0; n < 5; n += 1) others.push(await other.create([ada.username], `Other ${n}`));
  const device = await world.device(ada);
  const { chat } = device;
  await chat.page.goto(`${device.origin}/s/${sessionId}/m/451`, { waitUntil: 'commit' });
  await chat.feed.locator('[data-seq="451"][data-found="true"]').waitFor();
  await expect(row(chat, 451)).toBeInViewport();
  const middle = async () => {
    const [feed, box] = [await chat.feed.boundingBox(), await row(chat, 451).boundingBox()];
    if (!feed || !box) return 10_000;
    return Math.abs(box.y + box.height / 2 - (feed.y + feed.height / 2));
  };
  await expect.poll(middle).toBeLessThanOrEqual(40);

  const seen = new Set<number>();
  const goTo = async (end: number, wheel: number) => {
    await chat.feed.hover();
    const watch = await watchFrames(chat.feed, wheel < 0 ? 1 : -1);
    await expect
      .poll(
        async () => {
          await chat.page.mouse.wheel(0, wheel);
          return row(chat, end).count();
        },
        { timeout: 60_000, intervals: [40] },
      )
      .toBe(1);
    const frames = await watch.stop();
    for (const seq of frames.seqs) seen.add(seq);
    return frames;
  };
  const up = await goTo(2, -WHEEL);
  expect(up).toMatchObject({ blank: 0, backwards: [] });
  const beginning = chat.feed.getByText('The beginning of');
  await expect
    .poll(
      async () => {
        await chat.page.mouse.wheel(0, -500);
        return (await beginning.count()) === 1 && ((await beginning.boundingBox())?.y ?? 0) > 60;
      },
      { intervals: [40] },
    )
    .toBe(true);
  const down = await goTo(901, WHEEL);
  expect(down).toMatchObject({ blank: 0, backwards: [] });
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 900 }, (_, n) => n + 2));

  // Written in a message it leads there within the page, also from the address that it names.
  await other.send(sessionId, `as said: ${device.origin}/s/${sessionId}/m/451`);
  await chat.article('as said').getByRole('link').click();
  await chat.feed.locator('[data-seq="451"][data-found="true"]').waitFor();
  await expect.poll(middle).toBeLessThanOrEqual(40);
  expect(device.context.pages()).toHaveLength(1);

  // Left in the middle of the past, by way of five others.
  await chat.page.goto(`${device.origin}/s/${sessionId}/m/300`);
  await expect(row(chat, 300)).toBeInViewport();
  await chat.feed.hover();
  await chat.page.mouse.wheel(0, -700);
  const topRow = () =>
    chat.feed.evaluate((feed) => {
      const { top } = feed.getBoundingClientRect();
      const found = [...feed.querySelectorAll<HTMLElement>('[data-seq]')].find(
        (one) => one.getBoundingClientRect().bottom > top,
      );
      return found ? { seq: Number(found.dataset['seq']), top: found.getBoundingClientRect().top - top } : null;
    });
  let place = await topRow();
  await expect
    .poll(async () => {
      const before = place;
      place = await topRow();
      return JSON.stringify(before) === JSON.stringify(place);
    })
    .toBe(true);
  for (let n = 0; n < 5; n += 1) await chat.open(`Other ${n}`);
  await chat.chats.locator(`a[href="/s/${sessionId}"]`).click();
  await expect.poll(async () => (await topRow())?.seq).toBe(place?.seq);
  await expect.poll(async () => Math.abs(((await topRow())?.top ?? 1_000) - (place?.top ?? 0))).toBeLessThanOrEqual(2);
});

test('MSG-1 MSG-2 DEV-6 A11-2 O-39 300 unread open at the first; older pages keep the place, each asked for once; keys go through all', async ({
  world,
}) => {
  const span = { from: Date.UTC(2026, 5, 5), to: Date.UTC(2026, 10, 20) };
  const { ada, title } = await longSession(world, { count: 1_200, ...span, readSeq: 901 });
  const device = await world.profile(ada);
  const page = await device.context.newPage();
  const asked = historyRequests(page);
  const chat = await device.signIn(page);
  await chat.open(title);
  // The members take turns in threes: about half of the 300 are of the other.
  const line = chat.feed.locator('[data-new-line]');
  await expect(line).toBeInViewport();
  const feed = await chat.feed.boundingBox();
  await expect
    .poll(async () => ((await line.boundingBox())?.y ?? 10_000) - (feed?.y ?? 0))
    .toBeLessThan((feed?.height ?? 0) / 3);
  const newest = page.getByRole('button', { name: /Newest/ });
  // Less the few that are in view, and so read.
  await expect(newest).toContainText(/1(4\d|50) unread/);

  await chat.feed.hover();
  const watch = await watchFrames(chat.feed, 1);
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, -WHEEL);
        return row(chat, 60).count();
      },
      { timeout: 60_000, intervals: [40] },
    )
    .toBe(1);
  expect(await watch.stop()).toMatchObject({ blank: 0, backwards: [] });
  expect(doubled(asked)).toEqual([]);

  await chat.feed.focus();
  await page.keyboard.press('End');
  await expect(row(chat, 1_201)).toBeInViewport();
  await expect(newest).toBeHidden();

  // By the arrows from one to the next, on over rows that were not built; each says who, when and what, and where it is.
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      if (at?.tagName !== 'ARTICLE' || !at.parentElement?.closest('[role=feed]')) return null;
      return [(at as HTMLElement).dataset['seq'], at.ariaPosInSet, at.ariaSetSize, at.getAttribute('aria-label')];
    });
  const isAt = async (seq: number) => {
    const name = expect.stringMatching(new RegExp(`^(You|bo-\\w+), \\d\\d:\\d\\d, #${seq} `));
    await expect.poll(focused).toEqual([`${seq}`, `${seq}`, '1201', name]);
  };
  await atRest(chat.feed);
  for (let seq = 1_201; seq > 1_160; seq -= 1) {
    await page.keyboard.press('ArrowUp');
    await isAt(seq);
  }
  await expect(row(chat, 1_201)).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await isAt(1_162);
  await page.keyboard.press('Home');
  await expect(row(chat, 2)).toBeInViewport();
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => Number((await focused())?.[0])).toBeLessThan(20);
  // Scrolled away from the one that has the focus, they go on from what is in view.
  const [left] = (await focused()) ?? [];
  await chat.feed.hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 600);
        return row(chat, Number(left)).count();
      },
      { intervals: [40] },
    )
    .toBe(0);
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => Number((await focused())?.[0])).toBeGreaterThan(20);
});

test('MSG-8 O-35 DEV-7 days are those of the viewer’s zone, in the list and in the calendar', async ({ world }) => {
  const hour = 3_600_000;
  const from = Date.UTC(2026, 2, 10);
  const { ada, title } = await longSession(world, { count: 48, from, to: from + 47 * hour });
  const zones = {
    'America/Los_Angeles': ['9 March 2026, 7 messages', '10 March 2026, 24 messages', '11 March 2026, 17 messages'],
    'Pacific/Kiritimati': ['10 March 2026, 10 messages', '11 March 2026, 24 messages', '12 March 2026, 14 messages'],
  };
  for (const [timezoneId, days] of Object.entries(zones)) {
    const { chat, context } = await world.device(ada, { timezoneId });
    await chat.open(title);
    await expect(row(chat, 49)).toBeInViewport();
    await chat.page.getByRole('button', { name: 'Jump to date', exact: true }).click();
    const calendar = chat.page.getByRole('dialog', { name: 'Jump to date' });
    const counted = calendar.locator('[data-day]:not([aria-disabled="true"])');
    await expect(counted).toHaveCount(3);
    expect(await counted.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual(days);
    const second = days[1]?.split(',')[0] ?? '';
    await calendar.getByRole('button', { name: new RegExp(`^${second}, `) }).click();
    // The day line stands over the first message of that day.
    const opens = zones['Pacific/Kiritimati'] === days ? 2 + 10 : 2 + 7;
    await expect(
      chat.feed
        .locator('[data-index]')
        .filter({ has: chat.page.locator(`[data-seq="${opens}"]`) })
        .locator('time')
        .first(),
    ).toHaveText(new RegExp(second.replace(' 2026', '')));
    await context.close();
  }
});

const archive = realArchive();
if (archive === null) {
  console.log('The imported history is not roamed: there is no archive (TIDEMARK_SLACK_EXPORT names one).');
} else {
  const testImport = onOwnServer();

  testImport(
    'seven years of a real chat are imported and roamed, and their days count what the archive holds',
    async ({ world }) => {
      test.slow();
      const messages = readSlackArchive(archive, 'project-chat');
      const perDay = new Map<string, number>();
      for (const { day } of messages) perDay.set(day, (perDay.get(day) ?? 0) + 1);
      const [oldest, newest] = [messages[0]?.day ?? '', messages.at(-1)?.day ?? ''];
      /** The first entry made the session. */
      const seqOf = (index: number) => index + 2;
      await runCommand(world.place, 'import', [archive]);
      await runCommand(world.place, 'demo');
      const device = await world.profile({ ...demoPerson(world.place, 'alice'), userId: '' });
      const page = await device.context.newPage();
      const asked = historyRequests(page);
      const chat = await device.signIn(page);
      await chat.open('project-chat');
      await expect(row(chat, seqOf(messages.length - 1))).toBeInViewport();
      const slider = page.getByRole('slider', { name: 'Timeline' });

      // Every day that there was, month by month.
      const button = page.getByRole('button', { name: 'Jump to date', exact: true });
      const calendar = page.getByRole('dialog', { name: 'Jump to date' });
      const counted = calendar.locator('[data-day]:not([aria-disabled="true"])');
      await button.press('Enter');
      await expect(counted.last()).toBeVisible();
      const shown = new Map<string, number>();
      const before = calendar.getByRole('button', { name: 'Month before' });
      for (;;) {
        const days = await counted.evaluateAll((all) =>
          all.map(
            (one) =>
              [
                (one as HTMLElement).dataset['day'] ?? '',
                Number(/, (\d+) messages?$/.exec(one.getAttribute('aria-label') ?? '')?.[1]),
              ] as const,
          ),
        );
        for (const [day, count] of days) shown.set(day, count);
        if (await before.isDisabled()) break;
        await before.click();
      }
      expect([...shown].toSorted()).toEqual([...perDay].toSorted());

      // To the first message of a day years back, and three screens on either way.
      const goal = [...perDay.keys()].find((day) => day > '2021-11') ?? oldest;
      await calendar.getByRole('combobox', { name: 'Year' }).selectOption(goal.slice(0, 4));
      await expect(calendar.locator(`[data-day="${goal}"]`)).toBeVisible();
      await calendar.locator(`[data-day="${goal}"]`).click();
      const first = seqOf(messages.findIndex(({ day }) => day === goal));
      await expect(row(chat, first)).toBeInViewport();
      await expect.poll(() => below(chat, first)).toBeLessThan(120);
      const says = async () => {
        const plain = (await chat.rendered()).flatMap(({ seq, label }) => {
          const text = messages[(seq ?? 0) - 2]?.text ?? '';
          return /^[\w ,.?'()-]+$/.test(text) && !/[_-]{2}|(^|\s)[_-]/.test(text) ? [{ text, label }] : [];
        });
        expect(plain.length).toBeGreaterThan(3);
        for (const { text, label } of plain) expect(label).toContain(text);
      };
      await says();
      for (const [way, screens] of [
        [1, 3],
        [-1, 6],
      ] as const) {
        expect(await wheelScreens(chat, way, screens)).toMatchObject({ blank: 0, backwards: [] });
      }
      await says();

      // The oldest, the newest, and one by its address.
      await slider.press('Home');
      await expect(row(chat, seqOf(0))).toBeInViewport();
      await expect(chat.feed.getByText('The beginning of project-chat')).toBeVisible();
      await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`^${longDate(oldest)}, `));
      await says();
      await slider.press('End');
      await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`^${longDate(newest)}, `));
      await expect(row(chat, seqOf(messages.length - 1))).toBeInViewport();
      const middle = seqOf(Math.floor(messages.length / 2));
      expect(doubled(asked)).toEqual([]);
      await page.goto(`${device.origin}/s/${chat.sessionId()}/m/${middle}`);
      await expect(row(chat, middle)).toBeInViewport();
      await says();
      for (const way of [-1, 1] as const) {
        expect(await wheelScreens(chat, way, 3)).toMatchObject({ blank: 0, backwards: [] });
      }
    },
  );
}
