import { addRange, NO_RANGES, range } from './ranges.ts';
import type { Range, RangeSet } from './ranges.ts';
import type { SeqId } from './seq.ts';

export type MemberRole = 'owner' | 'member';

/**
 * One stay of a user in a session, as an interval of SeqIds (SPEC MB-1). A user who left and came back has several;
 * at most one of them is open.
 */
export type Membership = {
  readonly userId: string;
  readonly role: MemberRole;
  /** The entry with which they joined. */
  readonly joinedSeq: SeqId;
  /** The first SeqId they may read: `joinedSeq`, or 1 where history is open to newcomers. */
  readonly visibleFrom: SeqId;
  /** The entry by which they left or were removed: the last they may read. Null while they are a member. */
  readonly untilSeq: SeqId | null;
};

/**
 * The first SeqId of a stay that can be read in a session whose lowest readable SeqId is `floor`; one past its last
 * when all of it has expired (SPEC RT-9).
 */
export function readableFrom({ visibleFrom, untilSeq }: Pick<Membership, 'visibleFrom' | 'untilSeq'>, floor: SeqId) {
  const from = Math.max(visibleFrom, floor);
  return untilSeq === null ? from : Math.min(from, untilSeq + 1);
}

/** Where a read marker stands at least: what has expired is not there to be read (SPEC RT-12). */
export function markerOf(readSeq: SeqId, stay: Pick<Membership, 'visibleFrom' | 'untilSeq'>, floor: SeqId): SeqId {
  return Math.max(readSeq, Math.min(floor, readableFrom(stay, floor)) - 1);
}

/**
 * What someone may read of a session whose newest SeqId is `head`, from `floor` on: one range to a stay. Those with open
 * history may overlap.
 */
export function readableStays(stays: readonly Membership[], head: SeqId, floor: SeqId = 1): readonly Range[] {
  return stays.flatMap((stay) => range(readableFrom(stay, floor), stay.untilSeq ?? head) ?? []);
}

/** The union of all that someone may read (SPEC HS-1). */
export function visibleRanges(stays: readonly Membership[], head: SeqId, floor: SeqId = 1): RangeSet {
  return readableStays(stays, head, floor).reduce<RangeSet>(addRange, NO_RANGES);
}

/** The newest SeqId that someone may ever read; null for those who were never there. */
export function lastVisible(stays: readonly Membership[], head: SeqId): SeqId | null {
  return stays.length === 0 ? null : Math.max(...stays.map((stay) => stay.untilSeq ?? head));
}

/** The latest of a user's stays, which is the one that devices show; null when there never was one. */
export function latestStay(stays: readonly Membership[]): Membership | null {
  return stays.reduce<Membership | null>(
    (latest, stay) => (latest && latest.joinedSeq > stay.joinedSeq ? latest : stay),
    null,
  );
}

/** True when the stay covers the moment right after the entry `seq`: joined by then, and not yet gone. */
export function isMemberAfter(stay: Membership, seq: SeqId): boolean {
  return stay.joinedSeq <= seq && (stay.untilSeq === null || stay.untilSeq > seq);
}

/** How many members a session had right after its entry `seq`, out of all stays in it. */
export function memberCountAfter(stays: readonly Membership[], seq: SeqId): number {
  return stays.filter((stay) => isMemberAfter(stay, seq)).length;
}

/** Order of joining: by joining entry, and by user id among those who joined with one entry. */
export function byJoining(a: Membership, b: Membership): number {
  if (a.joinedSeq !== b.joinedSeq) return a.joinedSeq - b.joinedSeq;
  return a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0;
}

/** Who owns a group after its owner has left: the longest-standing of those who remain (SPEC MB-5). */
export function successor(remaining: readonly Membership[]): Membership | null {
  return remaining.filter((stay) => stay.untilSeq === null).toSorted(byJoining)[0] ?? null;
}
