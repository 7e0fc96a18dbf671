import type { OutboxItem } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { amendOf, strandedIn } from './stranded.ts';

const item = (clientId: string, state: OutboxItem['state'] = { kind: 'queued' }): OutboxItem => ({
  order: 1,
  clientId,
  sessionId: 's',
  action: { kind: 'send', text: 'as it was' },
  createdAt: 0,
  state,
});
const amend = { kind: 'amend', sessionId: 's', clientId: 'a', text: 'as it is to be' } as const;

describe('another text for what waits', () => {
  it('belongs to its item for as long as that has not left', () => {
    for (const state of [{ kind: 'queued' }, { kind: 'refused', code: 'x' }] as const) {
      expect(amendOf(amend, item('a', state))).toBe(amend);
      expect(strandedIn([item('b'), item('a', state)], amend)).toBeNull();
    }
    expect(amendOf(amend, item('b'))).toBeNull();
  });

  it('is stranded, and not lost, once that has left', () => {
    const stored = item('a', { kind: 'stored', seq: 4, at: 0 });
    expect(strandedIn([], amend)).toBe(amend);
    expect(strandedIn([item('b'), stored], amend)).toBe(amend);
    expect(amendOf(amend, stored)).toBeNull();
  });

  it('is not there where none was begun', () => {
    expect(strandedIn([], null)).toBeNull();
    expect(strandedIn([], { kind: 'reply', seq: 1 })).toBeNull();
  });
});
