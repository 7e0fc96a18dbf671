import type { SessionListItem } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { filterSessions, type SessionFilter } from '../session-list/filter.ts';
import { arrange, isQuiet } from './arrange.ts';
import { NO_MARKS } from './keys.ts';

const session = (sessionId: string, over: Partial<SessionListItem> = {}) =>
  ({ sessionId, name: sessionId, sessionKind: 'group', unread: 0, peer: null, ...over }) as SessionListItem;
const ids = (sessions: readonly SessionListItem[]) => sessions.map(({ sessionId }) => sessionId);

const all = [
  session('a'),
  session('b', { unread: 2 }),
  session('c', { sessionKind: 'direct', marked: true }),
  session('d'),
];

describe('the list of chats', () => {
  it('LST-5: has the pinned ones above, the last pinned first, and keeps the order of the others', () => {
    const pinned = new Map([
      ['d', 1],
      ['c', 2],
    ]);
    expect(ids(arrange(all, { ...NO_MARKS, pinned }))).toEqual(['c', 'd', 'a', 'b']);
    expect(arrange(all, NO_MARKS)).toBe(all);
  });

  it('LST-6: keeps what one reads among the unread until one leaves it, and among nothing else', () => {
    const shown = (filter: SessionFilter, words = '') =>
      ids(filterSessions(all, { words, filter, openId: 'd' }, NO_MARKS));
    expect(shown('unread')).toEqual(['b', 'c', 'd']);
    expect(shown('unread', 'b')).toEqual(['b']);
    expect(shown('archived')).toEqual([]);
    const away = { ...NO_MARKS, archived: new Set(['d']) };
    expect(ids(filterSessions(all, { words: '', filter: 'unread', openId: 'd' }, away))).toEqual(['b', 'c']);
  });

  it('LST-6: shows all, the unread ones, groups, or what is archived', () => {
    const marks = { ...NO_MARKS, archived: new Set(['a']) };
    expect(ids(filterSessions(all, { words: '', filter: 'all', openId: null }, marks))).toEqual(['b', 'c', 'd']);
    expect(ids(filterSessions(all, { words: '', filter: 'unread', openId: null }, marks))).toEqual(['b', 'c']);
    expect(ids(filterSessions(all, { words: '', filter: 'groups', openId: null }, marks))).toEqual(['b', 'd']);
    expect(ids(filterSessions(all, { words: '', filter: 'archived', openId: null }, marks))).toEqual(['a']);
    expect(ids(filterSessions(all, { words: 'A', filter: 'all', openId: null }, marks))).toEqual(['a']);
  });

  it('LST-5: what is muted or archived is counted nowhere', () => {
    const marks = { ...NO_MARKS, archived: new Set(['a']), muted: new Set(['b']) };
    expect(['a', 'b', 'c'].map((id) => isQuiet(id, marks))).toEqual([true, true, false]);
  });
});
