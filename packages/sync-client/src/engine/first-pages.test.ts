import type { Range, SessionRecord, SessionView, SnapshotPage } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import { FIRST_CHATS, FirstPages } from './first-pages.ts';

const view = (n: number, more: Partial<SessionView> = {}) =>
  ({
    sessionId: `session ${n}`,
    sessionKind: 'group',
    visibleFrom: 1,
    visibleUntil: null,
    head: 1_000,
    lastAt: n,
    ...more,
  }) as SessionView;

const page = (sessions: readonly SessionView[], next: string | null = null) => ({ sessions, next }) as SnapshotPage;

/** Over a store that holds these ranges of every session. */
function scene(held: readonly Range[] = []) {
  return new FirstPages({ session: async () => ({ held }) as SessionRecord });
}

describe('what is read first of a fresh list', () => {
  it('DV-16: is the newest page of the chats that moved last, over all pages of the list, the latest first', async () => {
    const first = scene();
    expect(await first.take('a', page([view(1), view(3)], 'more'))).toEqual([]);
    const missed = await first.take('a', page([view(2)]));
    expect(missed).toEqual([3, 2, 1].map((n) => ({ sessionId: `session ${n}`, gaps: [{ from: 901, to: 1_000 }] })));
  });

  it('DV-16: is bounded, and a list that is begun anew counts alone', async () => {
    const first = scene();
    await first.take('a', page([view(1_000)], 'more'));
    const many = Array.from({ length: 200 }, (_, n) => view(n));
    const missed = await first.take('b', page(many));
    expect(missed).toHaveLength(FIRST_CHATS);
    expect(missed[0]?.sessionId).toBe('session 199');
  });

  it('DV-16: is nothing where part of the newest page is held, where nothing can be seen, and of own data', async () => {
    expect(await scene([{ from: 950, to: 960 }]).take('a', page([view(1)]))).toEqual([]);
    expect(await scene().take('a', page([view(1, { visibleFrom: 1_001 })]))).toEqual([]);
    expect(await scene().take('a', page([view(1, { sessionKind: 'private' })]))).toEqual([]);
    expect(await scene([{ from: 1, to: 900 }]).take('a', page([view(1)]))).toHaveLength(1);
  });

  it('DV-16: ends where one’s own sight of the chat ends', async () => {
    const missed = await scene().take('a', page([view(1, { visibleFrom: 480, visibleUntil: 500 })]));
    expect(missed[0]?.gaps).toEqual([{ from: 480, to: 500 }]);
  });
});
