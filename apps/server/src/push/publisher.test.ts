import type { Delivery, SyncFrame, UserProfile } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/clock.ts';
import type { Connection } from '../gateway/connection.ts';
import { silentLog } from '../log.ts';
import { Followers } from './followers.ts';
import { OnlineDevices } from './online.ts';
import { Publisher } from './publisher.ts';
import { SessionPublisher } from './session-publisher.ts';

const profile = (userId: string): UserProfile => ({ userId, username: userId, displayName: userId });

function delivery(deviceId: string, syncSeqs: readonly number[], authorId = 'ann'): Delivery {
  const items = syncSeqs.map((syncSeq) => {
    const body = { kind: 'message', text: `${syncSeq}` } as const;
    return {
      kind: 'entry',
      syncSeq,
      entry: { sessionId: 's', seq: syncSeq, authorId, clientId: null, at: 0, body },
    } as const;
  });
  return { userId: 'u', deviceId, floor: 1, items };
}

const tidings = (deliveries: readonly Delivery[]) => ({ epoch: 'e', deliveries, sessionDeliveries: [] });

function setUp(devices: readonly string[]) {
  const pushed: [string, SyncFrame][] = [];
  const ended: [string, string][] = [];
  const online = new OnlineDevices();
  for (const deviceId of devices) {
    const connection = {
      who: { userId: 'u', deviceId },
      push: (frame: SyncFrame) => void pushed.push([deviceId, frame]),
    };
    online.add(connection as unknown as Connection);
  }
  const asked: (readonly string[])[] = [];
  let failures = 0;
  const directory = {
    profiles: async (ids: readonly string[]) => {
      asked.push(ids);
      if (failures > 0) {
        failures -= 1;
        throw new Error('the database is away');
      }
      return new Map(ids.map((id) => [id, profile(id)]));
    },
  };
  const sessions = new SessionPublisher({ followers: new Followers(), broadcast: () => {}, maxBytes: 10_000 });
  const clock = new TestClock(0);
  const publisher = new Publisher({
    online,
    sessions,
    directory,
    stayEnded: (connection, sessionId) => void ended.push([connection.who.deviceId, sessionId]),
    clock,
    log: silentLog,
    maxBytes: 10_000,
  });
  return { pushed, ended, asked, clock, publisher, fail: (times: number) => (failures = times) };
}

describe('pushing what a commit has added', () => {
  it('is one push per online device, with the people it names, and nothing for those that are away', async () => {
    const { pushed, asked, publisher } = setUp(['d1', 'd2']);
    publisher.publish(tidings([delivery('d1', [4, 5]), delivery('d2', [9], 'ben'), delivery('away', [1], 'zoe')]));
    await publisher.idle();
    expect(pushed).toMatchObject([
      ['d1', { epoch: 'e', from: 4, to: 5, head: 5, users: [profile('ann')] }],
      ['d2', { epoch: 'e', from: 9, to: 9, head: 9, users: [profile('ben')] }],
    ]);
    expect(asked).toEqual([['ann', 'ben']]);
  });

  it('EP-2: says at once that a stay has ended, whether or not the push can be made, and once', async () => {
    const { ended, clock, publisher, fail } = setUp(['d1']);
    fail(1);
    const left = (deviceId: string, memberId: string): Delivery => {
      const body = { kind: 'member-left', memberId } as const;
      const entry = { sessionId: 's', seq: 2, authorId: memberId, clientId: null, at: 0, body };
      return { userId: 'u', deviceId, floor: 1, items: [{ kind: 'entry', syncSeq: 1, entry }] };
    };
    publisher.publish(tidings([left('d1', 'u'), left('d1', 'another'), left('away', 'u')]));
    expect(ended).toEqual([['d1', 's']]);
    await publisher.idle();
    clock.advance(1000);
    await publisher.idle();
    expect(ended).toHaveLength(1);
  });

  it('keeps the order of commits', async () => {
    const { pushed, publisher } = setUp(['d1']);
    for (const seq of [1, 2, 3]) publisher.publish(tidings([delivery('d1', [seq])]));
    await publisher.idle();
    expect(pushed.map(([, { from }]) => from)).toEqual([1, 2, 3]);
  });

  it('is tried again when it fails, so that no device is left behind without knowing', async () => {
    const { pushed, clock, publisher, fail } = setUp(['d1']);
    fail(2);
    publisher.publish(tidings([delivery('d1', [1])]));
    await publisher.idle();
    for (let i = 0; i < 2; i += 1) {
      expect(pushed).toEqual([]);
      clock.advance(1000);
      await publisher.idle();
    }
    expect(pushed.map(([, { from }]) => from)).toEqual([1]);
  });

  it('sends nothing for a delivery without items', async () => {
    const { pushed, publisher } = setUp(['d1']);
    publisher.publish(tidings([delivery('d1', [])]));
    await publisher.idle();
    expect(pushed).toEqual([]);
  });
});
