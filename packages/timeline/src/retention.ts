import type { SeqId } from './seq.ts';

/** One day in ms. */
export const DAY_MS = 86_400_000;

/** The default lifetime of a sync entry, in ms. */
export const DEFAULT_LIFETIME_MS = 30 * DAY_MS;

/** A partition of the sync timelines by time of writing: from `fromMs`, inclusive, to `toMs`, exclusive. */
export type Partition = { readonly fromMs: number; readonly toMs: number };

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Each divides a day of UTC, which has no shorter or longer ones, so that partitions of all sizes fit together. */
const SIZES_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR_MS),
];

/** The share of a lifetime by which a partition outlives its first entry: a thirtieth, a day at most. */
const PARTS = 30;

/** How long the partitions of a lifetime are: about a thirtieth of it, at most a day, at least a second. */
export function partitionSizeMs(lifetimeMs: number): number {
  return SIZES_MS.findLast((size) => size * PARTS <= lifetimeMs) ?? SECOND_MS;
}

/** The partition of this size that an entry written at `at` (ms since 1970) belongs to. */
export function partitionAt(at: number, sizeMs = DAY_MS): Partition {
  const fromMs = Math.floor(at / sizeMs) * sizeMs;
  return { fromMs, toMs: fromMs + sizeMs };
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
 * The partitions to make, so that the one of now and `ahead` more after it are there (SPEC RT-2). What is covered
 * already, by partitions of whatever size, is left out; a span covered in part is made up of what is missing.
 */
export function partitionsToMake(
  existing: readonly Partition[],
  { now, sizeMs = DAY_MS, ahead }: { readonly now: number; readonly sizeMs?: number; readonly ahead: number },
): readonly Partition[] {
  const current = partitionAt(now, sizeMs).fromMs;
  return Array.from({ length: ahead + 1 }, (_, i) => partitionAt(current + i * sizeMs, sizeMs)).flatMap((span) =>
    missingParts(span, existing),
  );
}

function missingParts(span: Partition, existing: readonly Partition[]): readonly Partition[] {
  return existing.reduce<readonly Partition[]>(
    (missing, taken) =>
      missing.flatMap((part) =>
        [
          { fromMs: part.fromMs, toMs: Math.min(part.toMs, taken.fromMs) },
          { fromMs: Math.max(part.fromMs, taken.toMs), toMs: part.toMs },
        ].filter(({ fromMs, toMs }) => fromMs < toMs),
      ),
    [span],
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
