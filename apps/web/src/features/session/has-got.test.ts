import { expect, it } from 'vitest';
import { hasGot } from './has-got.ts';

const device = { current: false, head: 10, acked: { seq: 10, at: 100 }, dormant: false };

it('ACT-5: says which of one’s devices has a message, and says so where that cannot be known', () => {
  expect(hasGot({ ...device, current: true, acked: null }, 500)).toBe('yes');
  expect(hasGot(device, 500)).toBe('yes');
  expect(hasGot({ ...device, acked: { seq: 8, at: 100 } }, 500)).toBe('no');
  expect(hasGot({ ...device, acked: { seq: 8, at: 900 } }, 500)).toBe('unknown');
  expect(hasGot({ ...device, acked: null }, 500)).toBe('no');
  expect(hasGot({ ...device, dormant: true }, 500)).toBe('no');
});
