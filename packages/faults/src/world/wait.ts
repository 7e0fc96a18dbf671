import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Looks again and again until it is so. False when it is not within so many ms. */
export async function until(test: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  for (;;) {
    if (await test()) return true;
    if (performance.now() > end) return false;
    await sleep(POLL_MS);
  }
}
