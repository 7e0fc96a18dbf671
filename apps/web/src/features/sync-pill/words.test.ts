import { describe, expect, it } from 'vitest';
import { pillLevel, pillWords } from './words.ts';

describe('the pill’s texts', () => {
  it('are the agreed ones', () => {
    expect(pillWords({ kind: 'live' }).text).toBe('Live');
    expect(pillWords({ kind: 'catching-up', done: 1240, total: 3018 }).text).toBe('Catching up 1,240 / 3,018');
    expect(pillWords({ kind: 'starting' }).text).toBe('Starting');
    expect(pillWords({ kind: 'reconnecting' }).text).toBe('Reconnecting');
    expect(pillWords({ kind: 'offline', queued: 3 }).text).toBe('Offline · 3 queued');
    expect(pillWords({ kind: 'offline', queued: 0 }).text).toBe('Offline · 0 queued');
    expect(pillWords({ kind: 'resyncing', done: 0 }).text).toBe('Resyncing');
    expect(pillWords({ kind: 'resyncing', done: 1 }).text).toBe('Resyncing · 1 chat');
    expect(pillWords({ kind: 'resyncing', done: 1200 }).text).toBe('Resyncing · 1,200 chats');
  });

  it('rises with what is applied, also from nothing', () => {
    expect(pillLevel({ kind: 'catching-up', done: 0, total: 0 })).toBeCloseTo(0.1);
    expect(pillLevel({ kind: 'catching-up', done: 10, total: 10 })).toBeCloseTo(pillLevel({ kind: 'live' }));
  });
});
