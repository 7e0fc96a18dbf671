import type { Locator } from '@playwright/test';
import { defineEveryFrame, type EveryFrame } from './every-frame.ts';

/** The list is at rest after so many frames without a change. */
const CALM_FRAMES = 15;

export type RowWatch = {
  readonly frames: number;
  /** How far the row was from where it stood, at most, in px; Infinity where it was not in the page. */
  readonly moved: number;
};

/** The topmost row that is whole in view. */
export function topRow(feed: Locator): Promise<number> {
  return feed.evaluate((element) => {
    const { top } = element.getBoundingClientRect();
    const rows = [...element.querySelectorAll<HTMLElement>('[data-seq]')];
    return Number(rows.find((row) => row.getBoundingClientRect().top >= top)?.dataset['seq']);
  });
}

/** Waits until no row has come, gone or moved for some frames. */
export async function atRest(feed: Locator): Promise<void> {
  await feed.evaluate(
    (element, wanted) =>
      new Promise<void>((resolve) => {
        let [last, calm] = ['', 0];
        const look = () => {
          const [row] = element.querySelectorAll<HTMLElement>('[data-seq]');
          const { top } = row?.getBoundingClientRect() ?? { top: 0 };
          const now = `${row?.dataset['seq']} ${top} ${element.scrollTop} ${element.scrollHeight}`;
          calm = now === last ? calm + 1 : 0;
          last = now;
          if (calm >= wanted) resolve();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    CALM_FRAMES,
  );
}

/** Looks in every frame until `stop` whether a row stays where it is. */
export async function watchRow(feed: Locator, seq: number): Promise<{ stop(): Promise<RowWatch> }> {
  await feed.evaluate(defineEveryFrame);
  await feed.evaluate((element, wanted) => {
    const { everyFrame } = window as unknown as { everyFrame: EveryFrame };
    const topOf = () => element.querySelector(`[data-seq="${wanted}"]`)?.getBoundingClientRect().top ?? Infinity;
    const at = topOf();
    const found = { frames: 0, moved: 0 };
    const stop = everyFrame(() => {
      found.frames += 1;
      found.moved = Math.max(found.moved, Math.abs(topOf() - at));
    });
    Object.assign(window, {
      __row: () => {
        stop();
        return found;
      },
    });
  }, seq);
  return { stop: () => feed.evaluate(() => (window as unknown as { __row: () => RowWatch }).__row()) };
}

/** How far the end of the list is below its view, in px. */
export function gapBelow(feed: Locator): Promise<number> {
  return feed.evaluate((element) => {
    let scroller: Element = element;
    while (scroller.parentElement && !/auto|scroll/.test(getComputedStyle(scroller).overflowY)) {
      scroller = scroller.parentElement;
    }
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  });
}
