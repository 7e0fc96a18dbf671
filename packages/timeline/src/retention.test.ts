import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  expiredPartitions,
  floorAfterPurge,
  isDormant,
  partitionAt,
  partitionSizeMs,
  partitionsToMake,
} from './retention.ts';
import type { Partition } from './retention.ts';

/** Noon of 2026-11-25, UTC. */
const NOON = 1_795_608_000_000;
const times = fc.integer({ min: -5 * DAY_MS, max: NOON * 2 });
const lifetimes = fc.integer({ min: 0, max: 60 * DAY_MS });
const day = (offset: number): Partition => partitionAt(NOON + offset * DAY_MS);

describe('partitions', () => {
  it('RT-1: an entry lies in the partition of its day', () => {
    fc.assert(
      fc.property(times, (at) => {
        const { fromMs, toMs } = partitionAt(at);
        expect(fromMs <= at && at < toMs).toBe(true);
        expect(Math.abs(fromMs % DAY_MS)).toBe(0);
        expect(toMs - fromMs).toBe(DAY_MS);
      }),
    );
  });

  it('RT-1: a partition goes when its last entry is past its lifetime, and not before', () => {
    const lifetimeMs = 30 * DAY_MS;
    const partitions = [day(-32), day(-31), day(-30), day(-29), day(0)];
    expect(expiredPartitions(partitions, { now: NOON, lifetimeMs })).toEqual([day(-32), day(-31)]);
    const edge = day(-30).toMs + lifetimeMs;
    expect(expiredPartitions([day(-30)], { now: edge - 1, lifetimeMs })).toEqual([]);
    expect(expiredPartitions([day(-30)], { now: edge, lifetimeMs })).toEqual([day(-30)]);
  });

  it('RT-1: no entry is dropped within its lifetime', () => {
    fc.assert(
      fc.property(times, times, lifetimes, (at, now, lifetimeMs) => {
        const dropped = expiredPartitions([partitionAt(at)], { now, lifetimeMs }).length === 1;
        if (dropped) expect(now - at).toBeGreaterThan(lifetimeMs);
        if (now - at >= lifetimeMs + DAY_MS) expect(dropped).toBe(true);
      }),
    );
  });

  it('RT-2: today and the days ahead are made, those that exist are not', () => {
    const ask = { now: NOON, ahead: 3 };
    expect(partitionsToMake([], ask)).toEqual([day(0), day(1), day(2), day(3)]);
    expect(partitionsToMake([day(-1), day(0), day(2)], ask)).toEqual([day(1), day(3)]);
    expect(partitionsToMake([{ fromMs: day(-9).fromMs, toMs: day(2).toMs }], ask)).toEqual([day(3)]);
    const morning = { fromMs: day(0).fromMs, toMs: NOON };
    expect(partitionsToMake([morning], { now: NOON, ahead: 0 })).toEqual([{ fromMs: NOON, toMs: day(0).toMs }]);
  });

  it('RT-2: partitions of two sizes cover every moment once', () => {
    const sizes = [1_000, 30_000, 120_000, 3_600_000, 10_800_000, DAY_MS];
    const aligned = fc.record({ size: fc.constantFrom(...sizes), at: fc.integer({ min: -300, max: 300 }) });
    fc.assert(
      fc.property(aligned, fc.constantFrom(...sizes), fc.nat(8), fc.nat(DAY_MS), (held, sizeMs, ahead, within) => {
        const now = day(0).fromMs + within;
        const there = [partitionAt(now + held.at * held.size, held.size)];
        const all = [...there, ...partitionsToMake(there, { now, sizeMs, ahead })];
        for (let i = 0; i <= ahead; i += 1) {
          const at = now + i * sizeMs;
          expect(all.filter(({ fromMs, toMs }) => fromMs <= at && at < toMs)).toHaveLength(1);
        }
      }),
    );
  });

  it('RT-1: partitions are about a thirtieth of the lifetime, and between a second and a day', () => {
    const of = (lifetimeMs: number) => partitionSizeMs(lifetimeMs);
    expect(of(30 * DAY_MS)).toBe(DAY_MS);
    expect(of(365 * DAY_MS)).toBe(DAY_MS);
    expect(of(20_000)).toBe(1_000);
    expect(of(12 * 3_600_000)).toBe(15 * 60_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * DAY_MS }), (lifetimeMs) => {
        const size = of(lifetimeMs);
        expect(DAY_MS % size).toBe(0);
        expect(size === 1_000 || size * 30 <= lifetimeMs).toBe(true);
      }),
    );
  });

  it('RT-2: made ones and existing ones cover every moment once', () => {
    const existing = fc.uniqueArray(fc.integer({ min: -3, max: 8 }), { maxLength: 8 });
    fc.assert(
      fc.property(existing, fc.nat(6), fc.integer({ min: 0, max: DAY_MS - 1 }), (offsets, ahead, within) => {
        const now = day(0).fromMs + within;
        const there = offsets.map(day);
        const all = [...there, ...partitionsToMake(there, { now, ahead })];
        for (let i = 0; i <= ahead; i += 1) {
          const at = now + i * DAY_MS;
          expect(all.filter(({ fromMs, toMs }) => fromMs <= at && at < toMs)).toHaveLength(1);
        }
        expect(partitionsToMake(all, { now, ahead })).toEqual([]);
      }),
    );
  });
});

describe('devices', () => {
  it('RT-3: a device is dormant once it was not seen for a lifetime', () => {
    const lifetimeMs = 30 * DAY_MS;
    const seen = (ago: number) => isDormant({ lastSeenAt: NOON - ago, now: NOON, lifetimeMs });
    expect([0, lifetimeMs - 1, lifetimeMs, lifetimeMs + 1].map(seen)).toEqual([false, false, true, true]);
    expect(isDormant({ lastSeenAt: NOON + 1_000, now: NOON, lifetimeMs })).toBe(false);
  });

  it('RT-3: what is dropped of a device that is awake was written before it was last seen', () => {
    fc.assert(
      fc.property(times, times, times, lifetimes, (at, lastSeenAt, now, lifetimeMs) => {
        fc.pre(!isDormant({ lastSeenAt, now, lifetimeMs }));
        if (expiredPartitions([partitionAt(at)], { now, lifetimeMs }).length === 1) {
          expect(at).toBeLessThan(lastSeenAt);
        }
      }),
    );
  });

  it('RT-4: the floor is the lowest SeqId kept, head + 1 when nothing is, and never falls', () => {
    expect(floorAfterPurge({ floor: 1, head: 9, lowestKept: 4 })).toBe(4);
    expect(floorAfterPurge({ floor: 1, head: 9, lowestKept: null })).toBe(10);
    expect(floorAfterPurge({ floor: 1, head: 0, lowestKept: null })).toBe(1);
    expect(floorAfterPurge({ floor: 6, head: 9, lowestKept: 4 })).toBe(6);
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.option(fc.nat(99)), (head, floorAt, keptAt) => {
        const floor = 1 + (floorAt % (head + 1));
        const lowestKept = keptAt === null || head === 0 ? null : 1 + (keptAt % head);
        const next = floorAfterPurge({ floor, head, lowestKept });
        expect(next).toBeGreaterThanOrEqual(floor);
        expect(next).toBeLessThanOrEqual(head + 1);
      }),
    );
  });
});
