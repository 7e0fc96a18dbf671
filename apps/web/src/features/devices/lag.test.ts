import { describe, expect, it } from 'vitest';
import { type LagSample, lagOf, sparkPoints, withSample } from './lag.ts';

describe('the lag of a device', () => {
  it('is what is written and not acknowledged, and unknown before it has said anything', () => {
    expect(lagOf({ head: 512, acked: { seq: 12, at: 0 } })).toBe(500);
    expect(lagOf({ head: 12, acked: { seq: 12, at: 0 } })).toBe(0);
    expect(lagOf({ head: 12, acked: null })).toBeNull();
  });

  it('is remembered within a bound, level stretches by their two ends', () => {
    let samples: readonly LagSample[] = [];
    for (let at = 0; at < 50; at += 1) samples = withSample(samples, { at, lag: at < 20 ? 0 : 7 });
    expect(samples).toEqual([
      { at: 0, lag: 0 },
      { at: 19, lag: 0 },
      { at: 20, lag: 7 },
      { at: 49, lag: 7 },
    ]);
    for (let at = 50; at < 5_000; at += 1) samples = withSample(samples, { at, lag: at });
    expect(samples.length).toBeLessThanOrEqual(120);
    expect(samples.at(-1)).toEqual({ at: 4_999, lag: 4_999 });
  });

  it('draws a line that ends where it is now', () => {
    expect(sparkPoints([], 96, 20)).toBe('');
    expect(sparkPoints([{ at: 5, lag: 0 }], 96, 20)).toBe('0.0,20.0 96.0,20.0');
    const line = [0, 10, 5].map((lag, at) => ({ at, lag }));
    expect(sparkPoints(line, 96, 20)).toBe('0.0,20.0 48.0,0.0 96.0,10.0');
  });
});
