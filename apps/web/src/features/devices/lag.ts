import type { DeviceView } from '@tidemark/sync-client';

/** How many entries a device has still to learn; null while it has not said how far it is. */
export function lagOf({ head, acked }: Pick<DeviceView, 'head' | 'acked'>): number | null {
  return acked === null ? null : Math.max(0, head - acked.seq);
}

/** A lag that was seen, and when. */
export type LagSample = { readonly at: number; readonly lag: number };

/** Kept of each device: ten minutes at one look per second, thinned out beyond. */
const MOST_SAMPLES = 120;

/** Adds what was just seen. Of equal ones in a row the first and the last are kept, of too many every second goes. */
export function withSample(samples: readonly LagSample[], sample: LagSample): readonly LagSample[] {
  const [last, before] = [samples.at(-1), samples.at(-2)];
  const isPlateau = last?.lag === sample.lag && before?.lag === sample.lag;
  const next = [...(isPlateau ? samples.slice(0, -1) : samples), sample];
  return next.length <= MOST_SAMPLES ? next : next.filter((_, index) => index % 2 === 0 || index === next.length - 1);
}

/**
 * The samples as the points of a line in a box: time goes from left to right, a lag of 0 is its lower edge.
 * @returns the `points` of an SVG polyline
 */
export function sparkPoints(samples: readonly LagSample[], width: number, height: number): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return '';
  const most = Math.max(1, ...samples.map(({ lag }) => lag));
  const span = Math.max(1, last.at - first.at);
  const points = samples.map(({ at, lag }) => [((at - first.at) / span) * width, height - (lag / most) * height]);
  // One sample alone is a level line.
  if (samples.length === 1) points.push([width, height - (last.lag / most) * height]);
  return points.map(([x = 0, y = 0]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}
