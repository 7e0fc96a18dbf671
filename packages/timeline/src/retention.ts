import type { SeqId } from './seq.ts';

/** One day in ms. Partitions are days of UTC, which has no shorter or longer ones. */
export const DAY_MS = 86_400_000;

/** The default lifetime of a sync entry, in ms. */
export const DEFAULT_LIFETIME_MS = 30 * DAY_MS;

/** A partition of the sync timelines by time of writing: from `fromMs`, inclusive, to `toMs`, exclusive. */
export type Partition = { readonly fromMs: number; readonly toMs: number };

/** The daily partition that an entry written at `at` (ms since 1970) belongs to. */
export function partitionAt(at: number): Partition {
  const fromMs = Math.floor(at / DAY_MS) * DAY_MS;
  return { fromMs, toMs: fromMs + DAY_MS };
}

/**
 * The partitions that can be dropped: every entry in them, the last one too, is past its lifetime (SPEC RT-1).
 * @param now ms since 1970
 */
export function expiredPartitions<P extends Partition>(
  partitions: readonly P[],
  { now, lifetimeMs }: { readonly now: number; readonly lifetimeMs: number },
): readonly P[] {
  return partitions.filter((partition) => partition.toMs + lifetimeMs <= now);
}

/**
 * The daily partitions to make, so that today and `daysAhead` days after it have one (SPEC RT-2). Days that are
 * covered already, by partitions of whatever size, are left out; a day covered in part is made up of what is missing.
 */
export function partitionsToMake(
  existing: readonly Partition[],
  { now, daysAhead }: { readonly now: number; readonly daysAhead: number },
): readonly Partition[] {
  const today = partitionAt(now).fromMs;
  return Array.from({ length: daysAhead + 1 }, (_, i) => partitionAt(today + i * DAY_MS)).flatMap((day) =>
    missingParts(day, existing),
  );
}

function missingParts(day: Partition, existing: readonly Partition[]): readonly Partition[] {
  return existing.reduce<readonly Partition[]>(
    (missing, taken) =>
      missing.flatMap((part) =>
        [
          { fromMs: part.fromMs, toMs: Math.min(part.toMs, taken.fromMs) },
          { fromMs: Math.max(part.fromMs, taken.toMs), toMs: part.toMs },
        ].filter(({ fromMs, toMs }) => fromMs < toMs),
      ),
    [day],
  );
}

/**
 * True for a device that was not seen for a whole lifetime: what it last applied is purged, so it comes back by a
 * resync anyway, and fan-out to it can stop (SPEC RT-3).
 */
export function isDormant({
  lastSeenAt,
  now,
  lifetimeMs,
}: {
  readonly lastSeenAt: number;
  readonly now: number;
  readonly lifetimeMs: number;
}): boolean {
  return now - lastSeenAt >= lifetimeMs;
}

/**
 * The floor of a sync timeline after a purge (SPEC RT-4): the lowest SeqId that is left, or head + 1 when none is.
 * @param lowestKept the lowest SeqId still stored; null when there is none
 */
export function floorAfterPurge({
  floor,
  head,
  lowestKept,
}: {
  readonly floor: SeqId;
  readonly head: SeqId;
  readonly lowestKept: SeqId | null;
}): SeqId {
  return Math.max(floor, lowestKept ?? head + 1);
}
