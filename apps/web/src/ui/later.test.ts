import { expect, it } from 'vitest';
import { fetchLater } from './later.tsx';

it('fetches every part, also after one that cannot be had, and what a part brings along', async () => {
  const fetched: string[] = [];
  const part = (name: string, brings: () => void = () => undefined) => ({
    fetch: async () => {
      fetched.push(name);
      brings();
    },
  });
  const parts = [
    part('first'),
    { fetch: () => Promise.reject(new Error('not there')) },
    part('third', () => void parts.push(part('brought'))),
  ];
  await fetchLater(parts);
  expect(fetched).toEqual(['first', 'third', 'brought']);
});
