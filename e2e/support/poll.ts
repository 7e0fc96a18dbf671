import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 * @param ms how long at most
 * @throws Error that says what was waited for
 */
export async function until<T>(what: string, ms: number, ask: () => Promise<T | null> | T | null): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await sleep(25);
  }
}
