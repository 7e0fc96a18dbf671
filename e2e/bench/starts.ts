import { type BrowserContext, expect, type Page } from '@playwright/test';
import { FirstLoad } from '../support/first-load.ts';
import { readMeter } from '../support/page-meter.ts';
import { quantile } from '../support/statistics.ts';
import { type Scene, openProfile, signedIn } from './scene.ts';
import { type Figure, times } from './table.ts';

const SLOWER = 4;

/** PRF-1: the first visit of somebody who is signed in, on a profile that knows who that is and has nothing else. */
export async function coldStarts(scene: Scene, rounds: number): Promise<readonly Figure[]> {
  const { device } = await signedIn(scene, scene.ada);
  const storageState = onlyRegistry(await device.context.storageState({ indexedDB: true }));
  await device.context.close();
  const once = async (slower: number): Promise<{ list: number; js: number; requests: number }> => {
    const { device: fresh, tab } = await openProfile(scene, scene.ada, { storageState });
    const load = new FirstLoad();
    await load.watch(tab.page);
    if (slower > 1) await slowDown(tab.page, slower);
    await tab.page.goto(`${fresh.origin}/`);
    await expect(tab.chat.link('Chat 1')).toBeVisible();
    await tab.chat.isLive();
    const { firstChat } = await readMeter(tab.page);
    const requests = await tab.page.evaluate(() => performance.getEntriesByType('resource').length + 1);
    const js = await load.bytes('js');
    await fresh.context.close();
    return { list: firstChat ?? NaN, js, requests };
  };
  const plain = [];
  for (let round = 0; round < rounds; round += 1) plain.push(await once(1));
  const slow = [];
  for (let round = 0; round < Math.ceil(rounds / 2); round += 1) slow.push(await once(SLOWER));
  const lists = (all: readonly { list: number }[]) => all.map(({ list }) => list);
  return [
    { id: 'PRF-1', what: 'cold start to the list', value: times(lists(plain)), goal: '≤ 2,500 ms' },
    { id: 'PRF-1', what: 'the same, CPU 4 × slower', value: times(lists(slow)), goal: '≤ 5,000 ms' },
    { id: 'PRF-1', what: 'first-load JS, gzip', value: kb(plain[0]?.js ?? NaN), goal: '≤ 250 kB' },
    {
      id: '',
      what: 'requests of a cold start',
      value: String(
        quantile(
          plain.map((one) => one.requests),
          0.5,
        ),
      ),
      goal: '',
    },
  ];
}

/** Who is signed in here, without anything that the device holds. */
function onlyRegistry<State extends Awaited<ReturnType<BrowserContext['storageState']>>>(state: State): State {
  const origins = state.origins.map((origin) => ({
    ...origin,
    ...('indexedDB' in origin && Array.isArray(origin.indexedDB)
      ? { indexedDB: origin.indexedDB.filter(({ name }: { name: string }) => name === 'tidemark') }
      : {}),
  }));
  return { ...state, origins };
}

/** PRF-2: reloads of a profile that has everything, with a connection and without one; and what they ask for. */
export async function warmStarts(scene: Scene, rounds: number): Promise<readonly Figure[]> {
  const { device, tab } = await signedIn(scene, scene.ada);
  const { page, chat } = tab;
  const list: number[] = [];
  const messages: number[] = [];
  const offline: number[] = [];
  const requests: number[] = [];
  const shifts: number[] = [];
  await chat.open('Big');
  await expect(chat.feed.getByRole('article').last()).toBeVisible();
  for (let round = 0; round < rounds; round += 1) {
    const network: string[] = [];
    const note = (response: { url(): string; fromServiceWorker(): boolean }) => {
      if (!response.fromServiceWorker() && response.url().startsWith('http')) network.push(response.url());
    };
    page.on('response', note);
    await page.reload();
    await chat.isLive();
    await expect(chat.feed.getByRole('article').last()).toBeVisible();
    page.off('response', note);
    const found = await readMeter(page);
    list.push(found.firstChat ?? NaN);
    messages.push(found.firstMessage ?? NaN);
    shifts.push(found.shift);
    requests.push(network.length);
  }
  await device.context.setOffline(true);
  for (let round = 0; round < rounds; round += 1) {
    await page.reload();
    await expect(chat.feed.getByRole('article').last()).toBeVisible();
    offline.push((await readMeter(page)).firstMessage ?? NaN);
  }
  await device.context.close();
  return [
    { id: 'PRF-2', what: 'warm start to the list', value: times(list), goal: '' },
    { id: 'PRF-2', what: 'warm start to the open chat', value: times(messages), goal: '≤ 800 ms' },
    { id: 'PRF-2', what: 'the same without a network', value: times(offline), goal: '≤ 800 ms' },
    { id: '', what: 'requests of a warm start', value: String(quantile(requests, 0.5)), goal: '≤ 12' },
    { id: '', what: 'layout shift of a warm start, largest', value: Math.max(...shifts).toFixed(4), goal: '0' },
  ];
}

/** PRF-7: a device that holds all of a long chat: start, and from a press to the first page of it. */
export async function bigStore(page: Page, open: () => Promise<number>, held: number): Promise<readonly Figure[]> {
  const opened: number[] = [];
  const starts: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await page.goto(new URL('/', page.url()).href);
    await expect(page.getByRole('navigation', { name: 'Chats', exact: true }).getByRole('link').first()).toBeVisible();
    starts.push((await readMeter(page)).firstChat ?? NaN);
    opened.push(await open());
  }
  const local = `${held.toLocaleString('en')} local messages`;
  return [
    { id: 'PRF-7', what: `${local}: start to the list`, value: times(starts), goal: '' },
    { id: 'PRF-7', what: `${local}: press to the first page`, value: times(opened), goal: '≤ 150 ms' },
    { id: 'PRF-7', what: 'heap after that', value: await heap(page), goal: '' },
  ];
}

async function slowDown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** What the page's scripts hold once what nobody holds is collected. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

async function heap(page: Page): Promise<string> {
  return `${((await heapBytes(page)) / 1e6).toFixed(1)} MB`;
}

function kb(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0)} kB`;
}
