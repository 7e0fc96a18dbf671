import { expect, it } from 'vitest';
import { persistent } from './persistent.ts';

const failing = (times: number) => {
  let calls = 0;
  const read = async () => {
    calls++;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
  return { read, calls: () => calls };
};

it('gets over a failure that passes', async () => {
  expect(await persistent(failing(2).read)).toBe(3);
});

it('reads once when that works', async () => {
  const once = failing(0);
  await persistent(once.read);
  expect(once.calls()).toBe(1);
});

it('gives up, with the last failure', async () => {
  const never = failing(Number.POSITIVE_INFINITY);
  await expect(persistent(never.read)).rejects.toThrow('failure 3');
  expect(never.calls()).toBe(3);
});
