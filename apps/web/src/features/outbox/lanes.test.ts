import type { OutboxItem } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { lanesOf } from './lanes.ts';

const item = (order: number, sessionId: string, state: OutboxItem['state'] = { kind: 'queued' }): OutboxItem => ({
  order,
  clientId: `c${order}`,
  sessionId,
  action: { kind: 'send', text: `text ${order}` },
  createdAt: order,
  state,
});

describe('the outbox by chat', () => {
  it('keeps each chat’s order, and leaves out what is stored', () => {
    const items = [
      item(5, 'b'),
      item(1, 'a'),
      item(2, 'b', { kind: 'refused', code: 'x' }),
      item(4, 'a', { kind: 'stored', seq: 3, at: 1 }),
      item(3, 'a'),
    ];
    expect(lanesOf(items).map(({ sessionId, items: lane }) => [sessionId, lane.map(({ order }) => order)])).toEqual([
      ['a', [1, 3]],
      ['b', [2, 5]],
    ]);
    expect(lanesOf([])).toEqual([]);
  });
});
