import type { SessionListItem } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { oneLine, previewOf } from './preview.ts';

const base: SessionListItem = {
  sessionId: 's',
  sessionKind: 'group',
  title: 'Crew',
  memberIds: [],
  memberCount: 3,
  visibleFrom: 1,
  visibleUntil: null,
  head: 2,
  readSeq: 1,
  unread: 1,
  unreadAfter: 1,
  marked: false,
  uncounted: null,
  unreadAt: 2,
  held: [],
  lastMessage: {
    sessionId: 's',
    seq: 2,
    authorId: 'emi',
    clientId: null,
    at: 0,
    body: { kind: 'message', text: 'one\n\n  two' },
  },
  lastEdit: null,
  lastText: 'one\n\n  two',
  changesTo: 2,
  lastAt: 0,
  mode: 'push',
  checkpoint: null,
  name: 'Crew',
  peer: null,
  lastAuthor: { userId: 'emi', username: 'emi', displayName: 'Emi' },
  pendingPreview: null,
  notSent: 0,
  member: true,
};

describe('previewOf', () => {
  it('names the author in a group, only oneself in a direct session', () => {
    expect(previewOf(base, 'me')).toEqual({ author: 'Emi', text: 'one two' });
    expect(previewOf(base, 'emi').author).toBe('You');
    expect(previewOf({ ...base, sessionKind: 'direct' }, 'me').author).toBeNull();
  });

  it('shows what is in force: the last version, or that there is none any more', () => {
    expect(previewOf({ ...base, lastText: 'edited' }, 'me').text).toBe('edited');
    expect(previewOf({ ...base, lastText: null }, 'me').text).toBe('Message recalled');
  });

  it('shows what waits to be sent first', () => {
    expect(previewOf({ ...base, pendingPreview: 'soon' }, 'me')).toEqual({ author: 'You', text: 'soon' });
  });

  it('says so when there is nothing, or one has left', () => {
    expect(previewOf({ ...base, lastMessage: null }, 'me').text).toBe('No messages yet');
    expect(previewOf({ ...base, lastMessage: null, member: false }, 'me').text).toBe('You are no longer a member');
  });

  it('bounds the work on a very long text', () => {
    expect(oneLine('x'.repeat(1_000_000))).toHaveLength(160);
  });
});
