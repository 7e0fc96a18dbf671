import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/clock.ts';
import type { Connection } from '../gateway/connection.ts';
import { OnlineDevices } from '../push/online.ts';
import { Presence } from './presence.ts';

const BOB = { sessionId: 'one', userId: 'bob' };
const CAROL = { sessionId: 'two', userId: 'carol' };

/** Presence over a store that answers when it is told to, somebody who asks, and people who come and go elsewhere. */
function scene() {
  const clock = new TestClock(0);
  const told: string[] = [];
  const answers: ((users: readonly string[]) => void)[] = [];
  const there = new Set<string>();
  const store = {
    companions: () =>
      new Promise<{ userId: string; lastSeenAt: null }[]>((resolve) => {
        answers.push((users) => resolve(users.map((userId) => ({ userId, lastSeenAt: null }))));
      }),
  };
  const elsewhere = { hasUser: (userId: string) => there.has(userId) };
  const presence = new Presence({ store, online: new OnlineDevices(), elsewhere, clock });
  const connection = {
    who: { userId: 'mallory' },
    ended: false,
    hint: (_event: string, { people }: { people: { userId: string }[] }) =>
      told.push(...people.map(({ userId }) => userId)),
  } as unknown as Connection;
  const comes = (...users: readonly string[]) => {
    for (const userId of users) {
      there.add(userId);
      presence.changed(userId);
    }
    clock.advance(1_000);
  };
  return { presence, connection, told, comes, answer: (...users: readonly string[]) => answers.shift()?.(users) };
}

describe('who asks who is there', () => {
  it('EP-2: is told of nobody by a session in which the right to it ends while it is answered', async () => {
    const { presence, connection, told, comes, answer } = scene();
    const asked = presence.watch(connection, [BOB, CAROL]);
    presence.stayEnded(connection, 'one');
    answer('bob', 'carol');
    expect((await asked).map(({ userId }) => userId)).toEqual(['carol']);
    comes('bob', 'carol');
    expect(told).toEqual(['carol']);
  });

  it('EP-2: who leaves one session is told no more of whom it gave, and as before of the others', async () => {
    const { presence, connection, told, comes, answer } = scene();
    const asked = presence.watch(connection, [BOB, CAROL]);
    answer('bob', 'carol');
    await asked;
    presence.stayEnded(connection, 'one');
    comes('bob', 'carol');
    expect(told).toEqual(['carol']);
  });

  it('EP-2: is told of nobody by a session that ends before what has moved is told', async () => {
    const { presence, connection, told, comes, answer } = scene();
    const asked = presence.watch(connection, [BOB]);
    answer('bob');
    await asked;
    presence.changed('bob');
    presence.stayEnded(connection, 'one');
    comes('bob');
    expect(told).toEqual([]);
  });

  it('EP-3: asks anew by another session for whom the one that ended gave', async () => {
    const { presence, connection, told, comes, answer } = scene();
    const first = presence.watch(connection, [BOB]);
    answer('bob');
    await first;
    presence.stayEnded(connection, 'one');
    const again = presence.watch(connection, [{ ...BOB, sessionId: 'two' }]);
    answer('bob');
    await again;
    comes('bob');
    expect(told).toEqual(['bob']);
  });
});
