import type { SyncStatus } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { absenceOf } from './absence.ts';

describe('a list without chats', () => {
  it('is never called empty before the device was up to date', () => {
    const before: readonly SyncStatus[] = [
      { kind: 'starting' },
      { kind: 'reconnecting' },
      { kind: 'resyncing', done: 0 },
      { kind: 'catching-up', done: 0, total: 3 },
    ];
    for (const status of before) expect(absenceOf(status, false)).toBe('fetching');
    expect(absenceOf({ kind: 'offline', queued: 0 }, false)).toBe('unknown');
    expect(absenceOf({ kind: 'outdated' }, false)).toBe('unknown');
  });

  it('stays empty when the connection goes, once that is known', () => {
    expect(absenceOf({ kind: 'live' }, false)).toBe('none');
    expect(absenceOf({ kind: 'reconnecting' }, true)).toBe('none');
    expect(absenceOf({ kind: 'offline', queued: 0 }, true)).toBe('none');
  });
});
