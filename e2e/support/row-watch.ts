import type { Locator } from '@playwright/test';

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

/** Looks in every frame until `stop` whether a row stays where it is. */
export async function watchRow(feed: Locator, seq: number): Promise<{ stop(): Promise<RowWatch> }> {
  await feed.evaluate((element, wanted) => {
    const topOf = () => element.querySelector(`[data-seq="${wanted}"]`)?.getBoundingClientRect().top ?? Infinity;
    const at = topOf();
    const found = { frames: 0, moved: 0 };
    let on = true;
    const look = () => {
      found.frames += 1;
      found.moved = Math.max(found.moved, Math.abs(topOf() - at));
      if (on) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, {
      __row: () => {
        on = false;
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
