import type { Entry, MessageState, SessionWindow } from '@tidemark/sync-client';
import { statesOf } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { actionsFor, canReact } from './actions.ts';
import { quotesIn } from './quoted.ts';
import { reactedOf } from './reactions.ts';
import type { MessageRow } from './rows.ts';

const row: MessageRow = {
  kind: 'message',
  key: 'e:4',
  seq: 4,
  clientId: 'c4',
  authorId: 'emi',
  at: 0,
  text: 'hello',
  content: { text: 'hello' },
  quoted: null,
  inForce: null,
  recalled: false,
  starred: false,
  state: null,
  first: true,
  last: true,
  day: null,
  divider: null,
};
const own: MessageRow = { ...row, authorId: 'me', state: { kind: 'stored' } };
const member = { member: true, owner: false };

const entry = (seq: number, authorId: string, body: Entry['body']): Entry => ({
  sessionId: 's',
  seq,
  authorId,
  clientId: null,
  at: 0,
  body,
});

describe('what is offered on a message', () => {
  it('is what the server would take', () => {
    expect(actionsFor(row, member)).toEqual([
      'reply',
      'copy-text',
      'copy-link',
      'forward',
      'pin',
      'star',
      'unread',
      'select',
      'info',
      'hide',
    ]);
    expect(actionsFor(own, member).filter((id) => id === 'edit' || id === 'recall')).toEqual(['edit', 'recall']);
    expect(actionsFor(row, { member: true, owner: true })).toContain('recall');
  });

  it('is little for who has left, and for what is not stored or was recalled', () => {
    expect(actionsFor(own, { member: false, owner: false })).toEqual([
      'copy-text',
      'copy-link',
      'forward',
      'star',
      'select',
      'info',
      'hide',
    ]);
    expect(actionsFor({ ...own, seq: null, state: { kind: 'sending' } }, member)).toEqual(['copy-text']);
    expect(actionsFor({ ...own, recalled: true, content: null }, member)).toEqual(['hide']);
    expect([canReact(row, member), canReact({ ...row, recalled: true }, member)]).toEqual([true, false]);
  });

  it('leaves words of others, passed on, as they were said', () => {
    const forwarded = { ...own, content: { text: 'hello', forwarded: { authorId: 'emi', at: 0 } } };
    expect(actionsFor(forwarded, member)).not.toContain('edit');
  });

  it('unpins what is pinned, and takes the star of what is starred', () => {
    const pinned = statesOf([entry(9, 'emi', { kind: 'pinned', target: 4, on: true })]).get(4) ?? null;
    const offered = actionsFor({ ...row, inForce: pinned, starred: true }, member);
    expect(offered.filter((id) => /pin|star/u.test(id))).toEqual(['unpin', 'unstar']);
  });
});

it('counts reactions by emoji, in the order in which they came (ACT-1)', () => {
  const put = (seq: number, userId: string, emoji: string, on = true) =>
    entry(seq, userId, { kind: 'reacted', target: 4, emoji, on });
  const states = statesOf([
    put(5, 'emi', '👀'),
    put(6, 'me', '👍'),
    put(7, 'otto', '👀'),
    put(8, 'emi', '🎉'),
    put(9, 'emi', '🎉', false),
  ]);
  expect(reactedOf(states.get(4) ?? null, 'me')).toEqual([
    { emoji: '👀', userIds: ['emi', 'otto'], mine: false },
    { emoji: '👍', userIds: ['me'], mine: true },
  ]);
  expect(reactedOf(null, 'me')).toEqual([]);
});

describe('what a message answers', () => {
  const said = entry(4, 'emi', { kind: 'message', text: 'first' });
  const window = (entries: readonly Entry[], quoted: readonly Entry[] = []): SessionWindow => ({
    entries,
    gaps: [],
    states: statesOf(entries),
    quoted: new Map(quoted.map((other) => [other.seq, { entry: other, state: stateOf(quoted, other.seq) }])),
    pending: [],
    pinned: [],
    users: new Map(),
  });
  const stateOf = (entries: readonly Entry[], seq: number): MessageState | null => statesOf(entries).get(seq) ?? null;
  const answer = { text: 'x', replyTo: 4 };

  it('is shown as it is in force, from the window or from outside of it', () => {
    const edit = entry(6, 'emi', { kind: 'edited', target: 4, text: 'better' });
    expect(quotesIn(window([said]))(answer)).toEqual({ seq: 4, authorId: 'emi', text: 'first' });
    expect(quotesIn(window([said, edit]))(answer)?.text).toBe('better');
    expect(quotesIn(window([], [said]))(answer)?.text).toBe('first');
  });

  it('says when it was recalled, and when it is not here', () => {
    const recall = entry(6, 'emi', { kind: 'recalled', target: 4, targetAuthorId: 'emi' });
    expect(quotesIn(window([said, recall]))(answer)?.text).toBeNull();
    expect(quotesIn(window([]))(answer)).toEqual({ seq: 4, authorId: null, text: undefined });
    expect(quotesIn(window([said]))({ text: 'x' })).toBeNull();
  });
});
