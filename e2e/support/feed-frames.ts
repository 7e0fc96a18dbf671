import type { Locator } from '@playwright/test';
import { defineEveryFrame, type EveryFrame } from './every-frame.ts';

export type Frames = {
  readonly frames: number;
  /** Frames with nothing of the list in view. */
  readonly blank: number;
  /** By how much rows went the wrong way from one frame to the next, where they did by more than 2 px. */
  readonly backwards: readonly number[];
  /** Every SeqId that was built. */
  readonly seqs: readonly number[];
};

/**
 * Looks at the feed in every frame until `stop`: a row that is in two frames must only have moved the way one scrolls.
 * @param way 1: one scrolls up, so rows go down; -1: the other way
 */
export async function watchFrames(feed: Locator, way: 1 | -1): Promise<{ stop(): Promise<Frames> }> {
  await feed.evaluate(defineEveryFrame);
  await feed.evaluate((element, direction) => {
    const { everyFrame } = window as unknown as { everyFrame: EveryFrame };
    const seen = new Set<number>();
    const found = { frames: 0, blank: 0, backwards: [] as number[] };
    let before = new Map<number, number>();
    const stop = everyFrame(() => {
      const box = element.getBoundingClientRect();
      const now = new Map<number, number>();
      for (const row of element.querySelectorAll<HTMLElement>('[data-seq]')) {
        const { top, bottom } = row.getBoundingClientRect();
        seen.add(Number(row.dataset['seq']));
        if (bottom > box.top && top < box.bottom) now.set(Number(row.dataset['seq']), top);
      }
      found.frames += 1;
      if (now.size === 0) found.blank += 1;
      // The topmost row that was there before.
      for (const [seq, top] of now) {
        const was = before.get(seq);
        if (was === undefined) continue;
        if ((top - was) * direction < -2) found.backwards.push(Math.round((top - was) * 10) / 10);
        break;
      }
      before = now;
    });
    Object.assign(window, {
      __frames: () => {
        stop();
        return { ...found, seqs: [...seen] };
      },
    });
  }, way);
  return { stop: () => feed.evaluate(() => (window as unknown as { __frames: () => Frames }).__frames()) };
}
