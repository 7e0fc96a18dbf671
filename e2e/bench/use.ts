import { expect, type Page } from '@playwright/test';
import { readMeter, resetMeter } from '../support/page-meter.ts';
import { Sender } from '../support/sender.ts';
import { quantile } from '../support/statistics.ts';
import { CHATS, type Scene, type Tab } from './scene.ts';
import { heapBytes } from './starts.ts';
import { type Figure, ms, times } from './table.ts';

const SWITCHES = 50;
const SENDS = 30;
const SCROLL = { px: 20_000, perSecond: 2_500 };
const BURST = { perSecond: 200, seconds: 10 };

/** From the press of a chat in the list until its last message is drawn, in ms. */
export function openChat(page: Page, name: string, last: string): Promise<number> {
  return page.evaluate(
    ({ name, last }) =>
      new Promise<number>((resolve, reject) => {
        const links = [...document.querySelectorAll<HTMLElement>('nav[aria-label=Chats] a')];
        const isNamed = (link: HTMLElement) => [...link.querySelectorAll('*')].some((one) => one.textContent === name);
        const link = links.find(isNamed);
        if (!link) return reject(new Error(`there is no chat ${name}`));
        setTimeout(() => reject(new Error(`${last} is not drawn`)), 10_000);
        const from = performance.now();
        link.click();
        const look = () => {
          const articles = document.querySelectorAll('[role=feed][aria-label=Messages] article');
          const isThere = [...articles].some((article) => article.textContent.includes(last));
          // In the frame after the one in which it is there, it has been drawn.
          requestAnimationFrame(isThere ? () => resolve(performance.now() - from) : look);
        };
        requestAnimationFrame(look);
      }),
    { name, last },
  );
}

/** PRF-3: from one chat to the next, all of them held by the device. */
export async function switches({ page, chat }: Tab, lastOf: (chat: number) => string): Promise<readonly Figure[]> {
  const names = Array.from({ length: CHATS }, (_, n) => `Chat ${n + 1}`);
  for (const [n, name] of names.entries()) {
    await chat.open(name);
    await expect(chat.article(lastOf(n + 1)).first()).toBeVisible();
  }
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const took: number[] = [];
  for (let turn = 0; turn < SWITCHES; turn += 1) {
    const n = (turn * 7) % CHATS;
    took.push(await openChat(page, `Chat ${n + 1}`, lastOf(n + 1)));
  }
  return [
    { id: 'PRF-3', what: `switch between ${CHATS} held chats`, value: times(took), goal: 'p95 ≤ 100 ms' },
    { id: 'PRF-3', what: `requests of ${SWITCHES} switches`, value: String(asked.length), goal: '0' },
  ];
}

/** PRF-4: Enter to the own message, to its tick, and to the screen of another. Both pages share the machine's clock. */
export async function sends(own: Tab, other: Tab): Promise<readonly Figure[]> {
  const [bubble, frames, tick, there] = [[], [], [], []] as [number[], number[], number[], number[]];
  for (const tab of [own, other]) await tab.chat.open('Chat 1');
  for (let turn = 1; turn <= SENDS; turn += 1) {
    const text = `sent in turn ${turn}.`;
    const arrival = other.page.evaluate(appears, { text });
    await own.chat.composer.fill(text);
    await own.page.evaluate(watchSend, text);
    await own.page.keyboard.press('Enter');
    const seen = await own.page.evaluate(() => Reflect.get(window, '__sent') as Promise<SeenSend>);
    bubble.push(seen.bubble);
    frames.push(seen.frames);
    tick.push(seen.tick);
    there.push((await arrival) - seen.at);
  }
  return [
    { id: 'PRF-4', what: 'Enter to the own message', value: times(bubble), goal: '' },
    { id: 'PRF-4', what: 'the same in frames, p95', value: String(quantile(frames, 0.95)), goal: '≤ 2' },
    { id: 'PRF-4', what: 'Enter to the tick', value: times(tick), goal: 'p95 ≤ 150 ms' },
    { id: 'PRF-4', what: 'Enter to the screen of another', value: times(there), goal: 'p95 ≤ 250 ms' },
  ];
}

type SeenSend = { readonly at: number; readonly bubble: number; readonly frames: number; readonly tick: number };

/** Runs in the page before the key is pressed; what it finds is in `__sent`. */
function watchSend(text: string): void {
  let at = 0;
  let drawn = 0;
  let count = 0;
  let shown = 0;
  addEventListener('keydown', () => (at = performance.timeOrigin + performance.now()), { capture: true, once: true });
  const sent = new Promise<SeenSend>((resolve) => {
    const look = () => {
      const now = performance.timeOrigin + performance.now();
      if (at > 0) count += 1;
      const articles = [...document.querySelectorAll('[role=feed][aria-label=Messages] article')];
      const article = articles.find((one) => one.textContent.includes(text));
      if (article && drawn === 0) [drawn, shown] = [now - at, count];
      const state = article?.querySelector('[role=img][aria-label]')?.getAttribute('aria-label') ?? '';
      if (/^(Stored|Delivered|Read)/.test(state)) resolve({ at, bubble: drawn, frames: shown, tick: now - at });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  Reflect.set(window, '__sent', sent);
}

/** Runs in the page: when a message is first drawn, in ms since 1970. */
function appears({ text }: { readonly text: string }): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const articles = [...document.querySelectorAll('[role=feed][aria-label=Messages] article')];
      if (articles.some((one) => one.textContent.includes(text))) resolve(performance.timeOrigin + performance.now());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** PRF-5: a long gesture upwards through a chat of which the device holds the end. */
export async function scroll({ page, chat }: Tab): Promise<readonly Figure[]> {
  await chat.open('Big');
  await expect(chat.feed.getByRole('article').last()).toBeVisible();
  const box = await chat.feed.boundingBox();
  const session = await page.context().newCDPSession(page);
  const newest = async () => Math.max(...(await chat.rendered()).map(({ seq }) => seq ?? 0));
  const before = await newest();
  await resetMeter(page, 1);
  await session.send('Input.synthesizeScrollGesture', {
    x: Math.round((box?.x ?? 0) + (box?.width ?? 0) / 2),
    y: Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2),
    yDistance: SCROLL.px,
    speed: SCROLL.perSecond,
    gestureSourceType: 'mouse',
  });
  const { frames, rows, backward, longTasks, shift } = await readMeter(page);
  const passed = before - (await newest());
  const good = frames.filter((length) => length <= 34).length;
  const jumps = new Set(backward.map(({ frame }) => frame)).size;
  return [
    {
      ...{ id: 'PRF-5', what: `frames ≤ 34 ms over ${SCROLL.px.toLocaleString('en')} px` },
      ...{ value: `${((100 * good) / frames.length).toFixed(0)} % of ${frames.length}`, goal: '≥ 90 %' },
    },
    { id: 'PRF-5', what: 'messages passed', value: String(passed), goal: '' },
    { id: 'PRF-5', what: 'longest frame', value: ms(Math.max(...frames)), goal: '' },
    {
      id: 'PRF-5',
      what: 'long tasks',
      value: `${longTasks.length}, ${ms(Math.max(0, ...longTasks))} the longest`,
      goal: '',
    },
    { id: 'PRF-5', what: 'rows in the page, most', value: String(rows), goal: '≤ 80' },
    {
      id: 'PRF-5',
      what: 'frames with rows moving backwards',
      value: `${jumps}, ${Math.max(0, ...backward.map(({ px }) => px))} px the most`,
      goal: '0',
    },
    { id: 'PRF-5', what: 'layout shift', value: shift.toFixed(4), goal: '0' },
  ];
}

/** PRF-6: somebody sends without pause into the open chat while one writes. */
export async function burst(scene: Scene, { page, chat }: Tab): Promise<readonly Figure[]> {
  const sender = await Sender.of(scene.place, scene.bo);
  const sessionId = scene.chatIds[1] ?? '';
  await chat.open('Chat 2');
  await chat.composer.focus();
  await page.evaluate(() => {
    const delays: number[] = [];
    Reflect.set(window, '__delays', delays);
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') delays.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const before = await heapBytes(page);
  await resetMeter(page);
  const total = BURST.perSecond * BURST.seconds;
  const from = performance.now();
  const sending = (async () => {
    const under: Promise<unknown>[] = [];
    for (let n = 0; n < total; n += 1) {
      const wait = (n / BURST.perSecond) * 1_000 - (performance.now() - from);
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      under.push(sender.send(sessionId, `burst ${n + 1}`));
    }
    await Promise.all(under);
    return performance.now() - from;
  })();
  let typed = 0;
  while (performance.now() - from < BURST.seconds * 1_000) {
    await page.keyboard.press(typed % 6 === 5 ? 'Space' : 'a', { delay: 20 });
    typed += 1;
  }
  const took = await sending;
  await expect(chat.article(`burst ${total}`).first()).toBeVisible({ timeout: 60_000 });
  const caughtUp = performance.now() - from;
  const { longTasks, frames } = await readMeter(page);
  const delays = await page.evaluate(() => Reflect.get(window, '__delays') as number[]);
  await chat.composer.fill('');
  const grown = (await heapBytes(page)) - before;
  sender.close();
  return [
    { id: 'PRF-6', what: `burst: ${total.toLocaleString('en')} messages sent in`, value: ms(took), goal: '10,000 ms' },
    { id: 'PRF-6', what: 'the last of them drawn after', value: ms(caughtUp), goal: '' },
    {
      ...{ id: 'PRF-6', what: `keys that took over 16 ms, of ${typed}` },
      ...{
        value: delays.length === 0 ? '0' : `${delays.length}, p98 ${ms(quantile(delays, 0.98))}`,
        goal: 'p98 ≤ 200 ms',
      },
    },
    {
      id: 'PRF-6',
      what: 'long tasks meanwhile',
      value: `${longTasks.length}, ${ms(Math.max(0, ...longTasks))} the longest`,
      goal: '',
    },
    { id: 'PRF-6', what: 'frames meanwhile, p95', value: ms(quantile(frames, 0.95)), goal: '' },
    { id: 'PRF-6', what: 'heap afterwards', value: `+ ${(grown / 1e6).toFixed(1)} MB`, goal: '≤ + 20 MB' },
  ];
}
