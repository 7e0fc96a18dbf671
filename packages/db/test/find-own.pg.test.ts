import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, people } from './support/people.ts';

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

test('one finds the own actions that are stored, in the order asked, and nobody else finds them', async () => {
  const { store } = opened;
  const [ann, ben, cas] = await people(opened, 3);
  if (!ann || !ben || !cas) throw new Error('no people');
  const sessionId = await group(store, [ann.userId, ben.userId]);
  const [first, second, bens] = [ann, ann, ben].map(({ userId }) => message(sessionId, userId));
  if (!first || !second || !bens) throw new Error('no messages');
  await store.append([first, second, bens]);
  const clientIds = [second.clientId, randomUUID(), bens.clientId, first.clientId];
  const ask = (userId: string) => store.find({ userId, sessionId, clientIds });
  const epoch = await store.epoch();
  expect(await ask(ann.userId)).toEqual({ epoch, stored: [second.clientId, first.clientId] });

  const change = { kind: 'remove-member', memberId: ben.userId } as const;
  await store.changeSession({ sessionId, actorId: ann.userId, clientId: randomUUID(), change });
  expect(await ask(ben.userId)).toEqual({ epoch, stored: [bens.clientId] });
  expect(await ask(cas.userId)).toEqual({ outcome: 'refused', reason: 'session-unknown' });
  expect(await store.find({ userId: ann.userId, sessionId, clientIds: [] })).toEqual({ epoch, stored: [] });
});
