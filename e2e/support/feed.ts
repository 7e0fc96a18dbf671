import { expect } from '@playwright/test';
import type { ChatPage } from '../pages/chat-page.ts';

/**
 * Reads a whole session off the screen: a virtual list builds only what is near the view, so it is scrolled upwards
 * until `count` messages were seen.
 * @returns each message's accessible name, in the order in which the page shows them
 */
export async function readFeed(chat: ChatPage, count: number): Promise<readonly string[]> {
  const seen = new Map<number, string>();
  await chat.feed.hover();
  await expect
    .poll(
      async () => {
        const rendered = await chat.rendered();
        const numbered = rendered.flatMap(({ seq, label }) => (seq === null ? [] : [{ seq, label }]));
        // On screen, SeqId order is the order: anywhere in the list, at any moment.
        expect(numbered.map(({ seq }) => seq)).toEqual([...numbered.map(({ seq }) => seq)].sort((a, b) => a - b));
        for (const { seq, label } of numbered) seen.set(seq, label);
        // Less than what is built around the view, so that no row goes by unseen.
        await chat.page.mouse.wheel(0, -400);
        return seen.size;
      },
      { message: `${count} messages were shown`, timeout: 30_000, intervals: [50] },
    )
    .toBe(count);
  return [...seen].sort(([a], [b]) => a - b).map(([, label]) => label);
}
