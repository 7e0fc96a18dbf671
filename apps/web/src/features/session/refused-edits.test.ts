import type { OutboxItem } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { refusedEditsIn } from './refused-edits.ts';

const item = (clientId: string, rest: Partial<OutboxItem>): OutboxItem => ({
  order: 1,
  clientId,
  sessionId: 's',
  action: { kind: 'change', change: { kind: 'edit', target: 4, text: `text ${clientId}` } },
  createdAt: 0,
  state: { kind: 'refused', code: 'not-a-code' },
  ...rest,
});

describe('refused edits', () => {
  it('are those of the session that hold a text, with why', () => {
    const items = [
      item('a', {}),
      item('queued', { state: { kind: 'queued' } }),
      item('elsewhere', { sessionId: 't' }),
      item('message', { action: { kind: 'send', text: 'x' } }),
      item('pin', { action: { kind: 'change', change: { kind: 'pin', target: 4, on: true } } }),
      item('b', { action: { kind: 'change', change: { kind: 'edit', target: 5, targetClientId: 'c5', text: 'y' } } }),
    ];
    expect(refusedEditsIn(items, 's')).toEqual([
      { clientId: 'a', seq: 4, targetClientId: null, text: 'text a', why: 'The server said: not-a-code.' },
      { clientId: 'b', seq: 5, targetClientId: 'c5', text: 'y', why: 'The server said: not-a-code.' },
    ]);
  });
});
