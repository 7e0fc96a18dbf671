import { describe, expect, it } from 'vitest';
import { placeholderOf } from './placeholder.ts';

describe('the empty composer', () => {
  it('names the chat, cut with a sign that it is', () => {
    expect(placeholderOf({ kind: 'live' }, 'Harbour crew')).toBe('Message Harbour crew');
    expect(placeholderOf({ kind: 'live' }, 'A rather long name for a group of people')).toBe(
      'Message A rather long name for a…',
    );
  });

  it('says when a message goes out that cannot go now', () => {
    expect(placeholderOf({ kind: 'offline', queued: 2 }, 'x')).toBe('Sent when you are back');
    expect(placeholderOf({ kind: 'outdated' }, 'x')).toBe('Sent after the reload');
  });
});
