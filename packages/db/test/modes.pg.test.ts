import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionModes } from '../src/modes.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, people } from './support/people.ts';

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(() => opened.close());

test('MD-3: the operator sees what is pulled, what was decided, and what a changed threshold makes due', async () => {
  const members = (await people(opened, 6)).map(({ userId }) => userId);
  const [large, small, decided] = [
    await group(opened.store, members),
    await group(opened.store, members.slice(0, 2)),
    await group(opened.store, members.slice(0, 3)),
  ];
  await opened.store.overrideMode({ sessionId: decided, mode: 'pull' });
  const seen = await sessionModes(opened.pool, 5);
  expect(
    seen.map(({ sessionId, members: count, mode, override, due }) => [sessionId, count, mode, override, due]),
  ).toEqual([
    [large, 6, 'push', null, 'pull'],
    [decided, 3, 'pull', 'pull', 'pull'],
  ]);
  expect(seen.some(({ sessionId }) => sessionId === small)).toBe(false);
});
