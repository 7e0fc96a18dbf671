import { describe, expect, it } from 'vitest';
import { pillLevel, pillWords, stateWords } from './words.ts';

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

  it('say aloud what the state is, and nothing more while it only counts', () => {
    const said = (...states: Parameters<typeof stateWords>[0][]) => new Set(states.map(stateWords));
    expect(said({ kind: 'offline', queued: 0 }, { kind: 'offline', queued: 3 })).toEqual(new Set(['Offline']));
    const counting = [1, 2, 3].map((done) => ({ kind: 'catching-up', done, total: 9 }) as const);
    expect(said(...counting)).toEqual(new Set(['Catching up']));
    expect(said({ kind: 'resyncing', done: 0 }, { kind: 'resyncing', done: 40 }).size).toBe(1);
    expect(said({ kind: 'live' }, { kind: 'reconnecting' })).toEqual(new Set(['Live', 'Reconnecting']));
  });

  it('rises with what is applied, also from nothing', () => {
    expect(pillLevel({ kind: 'catching-up', done: 0, total: 0 })).toBeCloseTo(0.1);
    expect(pillLevel({ kind: 'catching-up', done: 10, total: 10 })).toBeCloseTo(pillLevel({ kind: 'live' }));
  });
});
