import { expect } from '@playwright/test';
import type { ChatPage } from '../pages/chat-page.ts';
import { watchFrames, type Frames } from './feed-frames.ts';
import { topRow } from './row-watch.ts';

/** What the wheel turns at once, in px. */
const NOTCH = 200;

/**
 * Turns the wheel by whole screens, each when the one before has been drawn.
 * @param way 1: up, to what is older; -1: down
 * @returns what was seen in the frames meanwhile
 */
export async function wheelScreens(chat: ChatPage, way: 1 | -1, screens: number): Promise<Frames> {
  const height = (await chat.feed.boundingBox())?.height ?? 0;
  await chat.feed.hover();
  const watch = await watchFrames(chat.feed, way);
  for (let screen = 0; screen < screens; screen += 1) {
    const before = await topRow(chat.feed);
    for (let turned = 0; turned < height; turned += NOTCH) await chat.page.mouse.wheel(0, -way * NOTCH);
    await expect.poll(async () => (before - (await topRow(chat.feed))) * way, { intervals: [30] }).toBeGreaterThan(0);
  }
  return watch.stop();
}
