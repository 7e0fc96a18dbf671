/** The shortest and the longest wait before another attempt, in ms. */
export const WAIT = { first: 1_000, longest: 30_000, least: 100 } as const;

/**
 * How long to wait before the next attempt: a random share of a bound that doubles with every failure in a row, so that
 * a crowd cut off in one instant comes back spread out (full jitter).
 * @param failures attempts that failed in a row before this wait
 * @param random a fresh number in [0, 1)
 * @returns ms
 */
export function waitFor(failures: number, random: number): number {
  const bound = Math.min(WAIT.longest, WAIT.first * 2 ** Math.min(failures, 10));
  return Math.max(WAIT.least, Math.round(bound * random));
}
