import { describe, expect, it } from 'vitest';
import { reconnectInMs } from './reconnect.ts';

describe('coming back after a restart', () => {
  it('O-43: is spread over a span that grows with the number of clients', () => {
    const last = (connections: number) => reconnectInMs(connections, 0.999999);
    expect(reconnectInMs(2_000, 0)).toBe(500);
    expect(last(10)).toBeCloseTo(3_000, -1);
    expect(last(2_000)).toBeGreaterThan(10_000);
    expect(last(1_000_000)).toBeLessThan(61_000);
  });
});
