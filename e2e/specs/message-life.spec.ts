import { HOSTILE_TEXTS } from '../../apps/web/test/hostile-texts.ts';
import { randomUUID } from 'node:crypto';
import { watchPage } from '../support/page-watch.ts';
import { expect, test } from '../support/fixtures.ts';

// The life of a message on screen: what it looks like, and what one can do with it.

const TITLE_CHARS = 80;

test('CMP-11 O-36 hostile texts in messages, names and titles run nothing and stay in their boxes', async ({
  world,
}) => {
  test.slow();
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username], '<img src=x onerror="window.__ran = 1">');
  const title = (text: string) => text.trim().slice(0, TITLE_CHARS);
  for (const text of HOSTILE_TEXTS) {
    // What a server refuses is harmless too.
    await other.request('message:send', { sessionId, clientId: randomUUID(), text });
    if (title(text) !== '')
      await other.request('session:rename', { sessionId, clientId: randomUUID(), title: title(text) });
  }
  await world.database.setDisplayName(bo.userId, '\u202e"><script>window.__ran = 1</script>');
  const last = await other.send(sessionId, 'the end of it');
  const more = HOSTILE_TEXTS.filter((_, index) => index % 8 === 0 && title(HOSTILE_TEXTS[index] ?? '') !== '');
  for (const text of more)
    await other.request('session:create', { clientId: randomUUID(), usernames: [ada.username], title: title(text) });

  const device = await world.profile(ada);
  const page = await device.context.newPage();
  const watch = await watchPage(page);
  const chat = await device.signIn(page);
  await page.goto(`${device.origin}/s/${sessionId}`);
  // It opens where the unread begin; from there it is read to the end.
  await expect(chat.feed.locator('[data-seq="2"]')).toHaveCount(1);
  const seen = new Set<number>();
  await chat.feed.hover();
  await expect
    .poll(
      async () => {
        const found = await chat.feed.evaluate((feed) => {
          const width = feed.clientWidth;
          const rows = [...feed.querySelectorAll<HTMLElement>('[data-index]')];
          const boxes = rows
            .map((row) => ({ index: Number(row.dataset['index']), box: row.getBoundingClientRect() }))
            .sort((a, b) => a.index - b.index);
          return {
            seqs: rows.flatMap((row) => {
              const seq = row.querySelector<HTMLElement>('[data-seq], [data-event-seq]')?.dataset;
              return seq ? [Number(seq['seq'] ?? seq['eventSeq'])] : [];
            }),
            wide: feed.scrollWidth > width,
            overlaps: boxes.flatMap(({ index, box }, at) => {
              const next = boxes[at + 1];
              return next && next.index === index + 1 && next.box.top < box.bottom - 1 ? [index] : [];
            }),
            spills: [...feed.querySelectorAll<HTMLElement>('article > div > div')].flatMap((bubble) =>
              bubble.scrollWidth > bubble.clientWidth + 1 ? [bubble.textContent.slice(0, 60)] : [],
            ),
          };
        });
        expect(found).toMatchObject({ wide: false, overlaps: [], spills: [] });
        for (const seq of found.seqs) seen.add(seq);
        await page.mouse.wheel(0, 300);
        return seen.has(last);
      },
      { message: 'the whole session was seen', timeout: 60_000, intervals: [50] },
    )
    .toBe(true);
  expect(seen.size).toBeGreaterThan(last * 0.9);

  const links = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(links.filter((href) => !/^(https?:|mailto:|\/)/.test(href))).toEqual([]);
  expect(await watch.found()).toEqual({ ran: false, violations: [], dialogs: [], polluted: false });
});

test('MSG-14 Markdown, folded length and code that can be copied', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const other = await world.sender(bo);
  const sessionId = await other.create([ada.username], 'Harbour');
  const code = 'if (tide) {\n\tturn("**now**")\n    // four  spaces\n}';
  await other.send(sessionId, `Look at *this*, @${ada.username}:\n\`\`\`js\n${code}\n\`\`\``);
  await other.send(sessionId, Array.from({ length: 60 }, (_, index) => `line ${index + 1}`).join('\n'));
  const device = await world.device(ada, { permissions: ['clipboard-read', 'clipboard-write'] });
  const { chat } = device;
  await chat.open('Harbour');
  const first = chat.article('Look at');
  await expect(first.locator('em')).toHaveText('this');
  await expect(first.locator('[data-mention]')).toHaveText(`@${ada.username}`);
  await expect(first.locator('pre')).toHaveText(code, { useInnerText: true });
  await first.getByRole('button', { name: 'Copy code' }).click();
  await expect(first.getByText('Copied')).toBeVisible();
  expect(await chat.page.evaluate(() => navigator.clipboard.readText())).toBe(code);

  const long = chat.article('line 40');
  await expect(long).not.toContainText('line 41');
  await long.getByRole('button', { name: 'Show more' }).click();
  await expect(long).toContainText('line 60');
});
