import type { Page } from '@playwright/test';

/** What a page asks of the histories of chats, as it was sent. Has to be called before the page is loaded. */
export function historyRequests(page: Page): readonly string[] {
  const asked: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const request = /"history:page",(\{.*\})\]$/.exec(String(payload))?.[1];
      if (request !== undefined) asked.push(request);
    }),
  );
  return asked;
}
