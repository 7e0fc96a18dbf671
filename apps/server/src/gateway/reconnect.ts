/** Clients come back over a span that grows with their number: at most so many a second, within bounds in ms. */
const PER_SECOND = 200;
const LEAST_MS = 500;
const SPAN_MS = { least: 2_500, most: 60_000 };

/** When a client should come back after a restart, in ms; `random` is from [0, 1). */
export function reconnectInMs(connections: number, random: number): number {
  const span = Math.min(SPAN_MS.most, Math.max(SPAN_MS.least, (connections / PER_SECOND) * 1000));
  return LEAST_MS + random * span;
}
