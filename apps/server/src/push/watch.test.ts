import type { Bounds } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/clock.ts';
import type { Connection } from '../gateway/connection.ts';
import { silentLog } from '../log.ts';
import type { Standing } from '../rights/standing.ts';
import { OnlineDevices } from './online.ts';
import { Watch } from './watch.ts';

const EVERY_MS = 5_000;

function setUp(count: number) {
  const events: string[] = [];
  const online = new OnlineDevices();
  const connections = Array.from({ length: count }, (_, i) => {
    const connection = {
      who: { userId: 'u', deviceId: `d${i}`, loginId: 'l' },
      epoch: 'e',
      told: 5 as number | null,
      revoke: () => events.push(`revoke d${i}`),
      end: () => events.push(`end d${i}`),
      tellHead: ({ head }: Bounds) => events.push(`tell d${i} ${head}`),
    };
    online.add(connection as unknown as Connection);
    return connection;
  });
  const rows = new Map<string, Partial<Standing> | null>();
  const asked: number[] = [];
  const clock = new TestClock(0);
  const watch = new Watch({
    online,
    clock,
    log: silentLog,
    everyMs: EVERY_MS,
    read: async (devices) => {
      asked.push(devices.length);
      return devices.flatMap((device) => {
        const other = rows.get(device.deviceId);
        const fine = { status: 'active', loginId: 'l', loginEndsAt: 9, epoch: 'e', head: 5, floor: 1, readAt: 0 };
        return other === null ? [] : [{ ...device, ...fine, ...other }];
      });
    },
  });
  return { events, connections, rows, asked, clock, watch };
}

describe('the look at the devices online', () => {
  it('O-42 O-44: tells the head to those that are behind, and nothing to the others', async () => {
    const { events, rows, clock, watch } = setUp(2);
    rows.set('d1', { head: 7 });
    await watch.look();
    expect(events).toEqual([]);
    clock.advance(1000);
    expect(events).toEqual(['tell d1 7']);
  });

  it('closes those that have lost their rights', async () => {
    const { events, rows, watch } = setUp(5);
    rows.set('d0', { status: 'revoked' });
    rows.set('d1', { loginEndsAt: null });
    rows.set('d2', { loginId: 'another' });
    rows.set('d3', null);
    await watch.look();
    expect(events).toEqual(['revoke d0', 'end d0', 'end d1', 'end d2', 'end d3']);
  });

  it('closes those whose numbering is another one now, so that they come back and learn of it', async () => {
    const { events, rows, watch } = setUp(2);
    rows.set('d0', { epoch: 'restored' });
    rows.set('d1', { head: 4 });
    await watch.look();
    expect(events).toEqual(['end d0', 'end d1']);
  });

  it('leaves alone who was not greeted yet', async () => {
    const { events, connections, rows, clock, watch } = setUp(1);
    for (const connection of connections) connection.told = null;
    rows.set('d0', { head: 7, epoch: 'other' });
    await watch.look();
    clock.advance(1000);
    expect(events).toEqual([]);
  });

  it('is one statement per thousand devices, again and again until it is stopped', async () => {
    const { asked, clock, watch } = setUp(2_500);
    watch.start();
    clock.advance(EVERY_MS);
    await watch.look();
    expect(asked).toEqual([1000, 1000, 500]);
    clock.advance(EVERY_MS - 1);
    expect(asked).toHaveLength(3);
    clock.advance(1);
    expect(asked).toHaveLength(4);
    await watch.look();
    watch.stop();
    clock.advance(10 * EVERY_MS);
    expect(asked).toHaveLength(6);
  });
});
