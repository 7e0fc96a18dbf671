import type { SessionDelivery } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../gateway/connection.ts';
import { Followers } from './followers.ts';

const connection = (userId: string) => ({ who: { userId, deviceId: `${userId}-d` } }) as unknown as Connection;
const [ann, ben] = [connection('ann'), connection('ben')];
const delivery = (was: number, generation = was, endedFor: readonly string[] = []): SessionDelivery => ({
  sessionId: 's',
  was,
  generation,
  endedFor,
  entries: [],
});
const at = (generation: number, from = 1) => [{ sessionId: 's', generation, from }];
const to = (one: Connection, from = 1) => ({ connection: one, from });

describe('who follows a session on a node', () => {
  it('MD-7: tells those of the generation, and moves them on with it', () => {
    const followers = new Followers();
    followers.listen(ann, ['s']).settle(at(0));
    followers.listen(ben, ['s']).settle(at(0));
    expect(followers.take(delivery(0)).told).toEqual([to(ann), to(ben)]);
    expect(followers.take(delivery(0, 7, ['ben']))).toEqual({ told: [to(ann)], anew: [] });
    expect(followers.take(delivery(7)).told).toEqual([to(ann)]);
    expect(followers.countOf('s')).toBe(1);
  });

  it('MD-7: when word of a removal was lost, tells nobody, and asks everybody to follow anew', () => {
    const followers = new Followers();
    for (const one of [ann, ben]) followers.listen(one, ['s']).settle(at(0));
    expect(followers.take(delivery(7))).toEqual({ told: [], anew: [ann, ben] });
    expect(followers.take(delivery(7))).toEqual({ told: [], anew: [] });
    followers.listen(ann, ['s']).settle(at(7));
    expect(followers.take(delivery(7)).told).toEqual([to(ann)]);
  });

  it('CH-10: knows of each from where on they may read, also of what was committed while the store answered', () => {
    const followers = new Followers();
    followers.listen(ann, ['s']).settle(at(0));
    const listening = followers.listen(ben, ['s']);
    followers.take(delivery(0));
    expect(listening.settle(at(0, 7))).toEqual([{ kind: 'tell', delivery: delivery(0), from: 7 }]);
    expect(followers.take(delivery(0, 9, ['cid'])).told).toEqual([to(ann), to(ben, 7)]);
    expect(followers.take(delivery(9)).told).toEqual([to(ann), to(ben, 7)]);
  });

  it('MD-6: what is committed while the store answers is told after the answer', () => {
    const followers = new Followers();
    const listening = followers.listen(ann, ['s']);
    expect(followers.take(delivery(0))).toEqual({ told: [], anew: [] });
    followers.take(delivery(0, 5, ['ben']));
    followers.take(delivery(5));
    expect(listening.settle(at(0)).map((one) => one.kind)).toEqual(['tell', 'tell', 'tell']);
    expect(followers.take(delivery(5)).told).toEqual([to(ann)]);
  });

  it('MD-7: an answer later than what was kept covers it; one who was taken out meanwhile is told nothing', () => {
    const followers = new Followers();
    const late = followers.listen(ann, ['s']);
    const out = followers.listen(ben, ['s']);
    followers.take(delivery(0, 5, ['ben']));
    followers.take(delivery(5));
    expect(late.settle(at(5)).map((one) => one.kind)).toEqual(['tell']);
    expect(out.settle(at(0))).toEqual([]);
    expect(followers.countOf('s')).toBe(1);
  });

  it('keeps a bounded number of deliveries, and asks to follow anew past that', () => {
    const followers = new Followers();
    const listening = followers.listen(ann, ['s']);
    for (let n = 0; n < 100; n += 1) followers.take(delivery(0));
    expect(listening.settle(at(0))).toEqual([{ kind: 'anew', sessionId: 's' }]);
    expect(followers.countOf('s')).toBe(0);
  });

  it('forgets what was not answered, what the store does not let follow, and whose connection has ended', () => {
    const followers = new Followers();
    followers.listen(ann, ['s']).fail();
    followers.listen(ben, ['s']).settle([]);
    expect(followers.countOf('s')).toBe(0);
    followers.listen(ann, ['s']).settle(at(0));
    followers.drop(ann);
    expect(followers.take(delivery(0))).toEqual({ told: [], anew: [] });
  });

  it('lets a later question take over from an earlier one', () => {
    const followers = new Followers();
    const first = followers.listen(ann, ['s']);
    const second = followers.listen(ann, ['s']);
    expect(first.settle(at(0))).toEqual([]);
    first.fail();
    followers.take(delivery(0));
    expect(second.settle(at(0)).map((one) => one.kind)).toEqual(['tell']);
  });
});
