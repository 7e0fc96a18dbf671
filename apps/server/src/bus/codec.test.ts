import type { Delivery, Entry } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import type { BusMessage } from './bus.ts';
import { decode, encode } from './codec.ts';
import { bounded, partsOf } from './parts.ts';

const entry = (seq: number, text = 'hello'): Entry => ({
  sessionId: 's',
  seq,
  authorId: 'ann',
  clientId: null,
  at: 7,
  body: { kind: 'message', text },
});
const to = (deviceId: string, ...entries: readonly Entry[]): Delivery => ({
  userId: 'u',
  deviceId,
  floor: 1,
  items: entries.map((one, index) => ({ kind: 'entry', syncSeq: index + 1, entry: one })),
});
const written = (deliveries: readonly Delivery[]): BusMessage => ({
  kind: 'written',
  epoch: 'e',
  deliveries,
  heads: [],
});

describe('what crosses between nodes', () => {
  it('comes back as it was', () => {
    const shared = entry(1);
    const read = { kind: 'read', syncSeq: 4, sessionId: 's', readSeq: 3, unread: 2, atSeq: 5 } as const;
    const expired = { ...read, syncSeq: 5, floor: 3 } as const;
    const messages: readonly BusMessage[] = [
      written([to('d1', shared, entry(2)), { ...to('d2', shared), items: [read, expired] }]),
      { kind: 'written', epoch: 'e', deliveries: [], heads: [{ userId: 'u', deviceId: 'd', head: 9, floor: 2 }] },
      {
        kind: 'session-written',
        epoch: 'e',
        delivery: { sessionId: 's', was: 2, generation: 5, endedFor: ['ben'], entries: [shared] },
      },
      { kind: 'device-revoked', userId: 'u', deviceId: 'd' },
      { kind: 'device-moved', userId: 'u', deviceId: 'd', fromLogin: 'l' },
      { kind: 'login-ended', loginId: 'l' },
      { kind: 'devices-here', devices: [{ userId: 'u', deviceId: 'd', since: 1.5e15 }], asks: true },
      { kind: 'devices-here', devices: [{ userId: 'u', deviceId: 'd' }], asks: false },
      { kind: 'device-left', userId: 'u', deviceId: 'd', since: 1.5e15 },
      { kind: 'device-left', userId: 'u', deviceId: 'd' },
      { kind: 'device-connected', userId: 'u', deviceId: 'd', since: 1.5e15 },
    ];
    for (const message of messages) expect(decode(encode(message))).toEqual(message);
  });

  it('carries an entry once, however many devices get it', () => {
    const shared = entry(1, 'x'.repeat(1000));
    const devices = Array.from({ length: 50 }, (_, i) => to(`d${i}`, shared));
    expect(encode(written(devices)).length).toBeLessThan(10_000);
  });

  it('keeps the kinds of entry that this build does not know', () => {
    const newer = { ...entry(1), body: { kind: 'poll', options: ['a'] } } as unknown as Entry;
    expect(decode(encode(written([to('d', newer)])))).toEqual(written([to('d', newer)]));
  });

  it.each([
    undefined,
    'x',
    '{}',
    '{"v":2,"kind":"login-ended","loginId":"l"}',
    '{"v":1,"kind":"written","epoch":"e","entries":[],"to":[{"userId":"u","deviceId":"d","floor":1,"items":[{"s":1,"e":0}]}],"heads":[]}',
  ])('is passed over when it cannot be read: %j', (said) => {
    expect(decode(said)).toBeNull();
  });
});

describe('a large commit', () => {
  it('crosses in bounded parts, and what is too large by itself as its head', () => {
    const shared = entry(1, 'x'.repeat(500));
    const many = Array.from({ length: 400 }, (_, i) => to(`d${i}`, shared));
    const large = to('large', ...Array.from({ length: 30 }, (_, i) => entry(i + 2, 'y'.repeat(1000))));
    const parts = partsOf('e', [...many, large, to('last', shared)], 20_000);
    for (const part of parts) expect(encode(part).length).toBeLessThan(20_000);
    expect(parts.flatMap(({ deliveries }) => deliveries)).toEqual([...many, to('last', shared)]);
    expect(parts.flatMap(({ heads }) => heads)).toEqual([{ userId: 'u', deviceId: 'large', head: 30, floor: 1 }]);
  });

  it('of a session in pull mode crosses without its entries when they are too many', () => {
    const delivery = { sessionId: 's', was: 2, generation: 2, endedFor: [], entries: [entry(1, 'x'.repeat(500))] };
    const message = { kind: 'session-written', epoch: 'e', delivery } as const;
    expect(bounded(message, 10_000)).toEqual([message]);
    expect(bounded(message, 400)).toEqual([{ ...message, delivery: { ...delivery, entries: [] } }]);
  });

  it('that tells nobody anything is no message', () => {
    expect(partsOf('e', [], 1000)).toEqual([]);
    expect(partsOf('e', [to('d')], 1000)).toEqual([]);
  });
});
