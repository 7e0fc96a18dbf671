import type { Page } from '@playwright/test';
import { defineEveryFrame, type EveryFrame } from './every-frame.ts';

/** What a page did since it was opened, or since the meter was reset. */
export type Metered = {
  /** The time between every two frames, in ms. */
  readonly frames: readonly number[];
  /** The most rows of the message list that were in the page at once. */
  readonly rows: number;
  /** The rows that moved against the way of scrolling from one frame to the next, by more than 2 px. */
  readonly backward: readonly { readonly seq: string; readonly px: number; readonly frame: number }[];
  /** The sum of what the browser counts as shifts that nobody asked for. */
  readonly shift: number;
  /** What moved, for whoever has to find out. */
  readonly shifted: readonly string[];
  /** Tasks over 50 ms, in ms. */
  readonly longTasks: readonly number[];
  /** From the opening of the page until the first of the chats, and of the messages, was drawn, in ms; null: not yet. */
  readonly firstChat: number | null;
  readonly firstMessage: number | null;
};

type Meter = { readonly read: () => Metered; readonly reset: (towards: number) => void };

/** Watches a page frame by frame, from inside. Call it before the page is opened. */
export async function installMeter(page: Page): Promise<void> {
  await page.addInitScript(defineEveryFrame);
  await page.addInitScript(() => {
    const { everyFrame } = window as unknown as { everyFrame: EveryFrame };
    let state = fresh(0);
    const first: { chat: number | null; message: number | null } = { chat: null, message: null };
    function fresh(towards: number) {
      return {
        towards,
        frames: [] as number[],
        longTasks: [] as number[],
        backward: [] as { seq: string; px: number; frame: number }[],
        shifted: [] as string[],
        rows: 0,
        shift: 0,
        tops: new Map<string, number>(),
        last: null as number | null,
      };
    }
    const feed = () => document.querySelector('[role=feed][aria-label=Messages]');
    const frame = (now: number) => {
      requestAnimationFrame(frame);
      if (state.last !== null) state.frames.push(now - state.last);
      state.last = now;
    };
    requestAnimationFrame(frame);
    everyFrame(() => {
      if (first.chat === null && document.querySelector('nav[aria-label=Chats] a')) first.chat = performance.now();
      const list = feed();
      if (!list) return;
      const articles = [...list.querySelectorAll<HTMLElement>('article[data-seq]')];
      if (first.message === null && articles.length > 0) first.message = performance.now();
      state.rows = Math.max(state.rows, list.querySelectorAll('[data-index]').length);
      if (state.towards === 0) return;
      const tops = new Map<string, number>();
      for (const article of articles) {
        const seq = article.dataset['seq'] ?? '';
        const { top, bottom } = article.getBoundingClientRect();
        const { top: above, bottom: below } = list.getBoundingClientRect();
        if (bottom < above || top > below) continue; // only what is seen
        tops.set(seq, top);
        const before = state.tops.get(seq);
        const px = Math.round(((before ?? top) - top) * state.towards);
        if (px > 2) state.backward.push({ seq, px, frame: state.frames.length });
      }
      state.tops = tops;
    });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: readonly { node: Node | null }[];
        };
        if (hadRecentInput) continue;
        state.shift += value;
        for (const { node } of sources) {
          const text = (node?.textContent ?? '').slice(0, 30);
          state.shifted.push(`${node?.nodeName} ${(node instanceof Element && node.className) || ''} ${text}`);
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) state.longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
    const meter: Meter = {
      reset: (towards) => {
        state = fresh(towards);
      },
      read: () => {
        const { frames, rows, backward, shift, shifted, longTasks } = state;
        return {
          ...{ frames, rows, backward, shift, shifted, longTasks },
          ...{ firstChat: first.chat, firstMessage: first.message },
        };
      },
    };
    Reflect.set(window, '__meter', meter);
  });
}

/**
 * Begins anew.
 * @param towards 1 where rows are about to move down the screen (scrolling up), -1 for up, 0 where they are not watched
 */
export async function resetMeter(page: Page, towards: 1 | 0 | -1 = 0): Promise<void> {
  await page.evaluate((towards) => (Reflect.get(window, '__meter') as Meter).reset(towards), towards);
}

export function readMeter(page: Page): Promise<Metered> {
  return page.evaluate(() => (Reflect.get(window, '__meter') as Meter).read());
}
