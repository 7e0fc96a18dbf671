import type { SessionListItem } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { lastStateOf } from './last-state.ts';

const session = (over: Partial<SessionListItem> = {}) =>
  ({
    notSent: 0,
    pendingPreview: null,
    lastText: 'hello',
    lastMessage: { seq: 5, authorId: 'me' },
    ...over,
  }) as SessionListItem;
const kind = (over: Partial<SessionListItem>, read = 0, delivered = read) =>
  lastStateOf(session(over), { read, delivered }, 'me')?.kind ?? null;

describe('the tick in the list', () => {
  it('MSG-9: goes from sending to stored, delivered and read', () => {
    expect(kind({ pendingPreview: 'hello' }, 9)).toBe('sending');
    expect([kind({}), kind({}, 4, 5), kind({}, 5)]).toEqual(['stored', 'delivered', 'read']);
    expect(kind({ notSent: 1 }, 9)).toBe('refused');
  });

  it('stands on own messages that stand', () => {
    expect(kind({ lastText: null }, 9)).toBeNull();
    expect(kind({ lastMessage: null }, 9)).toBeNull();
    const of = { ...session().lastMessage, authorId: 'emi' } as SessionListItem['lastMessage'];
    expect(kind({ lastMessage: of }, 9)).toBeNull();
  });
});
