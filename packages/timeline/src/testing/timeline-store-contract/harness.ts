import type { UserProfile } from '../../entry.ts';
import type { SeqId } from '../../seq.ts';
import type { TimelineStore } from '../../timeline-store.ts';

/** What the suite needs around a store, besides the store. */
export type TimelineStoreFixture = {
  readonly store: TimelineStore;
  /** A UUID that nothing in this store has yet. */
  newId(): string;
  /** Makes accounts known to the store. */
  addUsers(users: readonly UserProfile[]): Promise<void>;
  /** The store's clock, in ms since 1970. It may stand still. */
  now(): Promise<number>;
  /** Purges what lies below `floor` of a device's sync timeline, as retention does. */
  purgeSync(userId: string, deviceId: string, floor: SeqId): Promise<void>;
  /** Lets a device go dormant, as retention does with one that was not seen for a lifetime. */
  sleep(userId: string, deviceId: string): Promise<void>;
  /** Makes every write to a sync timeline fail, until the function that it gives is called. */
  breakFanOut(): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

/** What a store is told of its deployment. */
export type StoreLimits = {
  /** The most members that one session may have. */
  readonly maxMembers?: number;
  /** The most members that push mode carries. */
  readonly pullThreshold?: number;
};

export type TimelineStoreHarness = {
  /** A store that no other test uses at the same time; it need not be empty. */
  open(limits?: StoreLimits): Promise<TimelineStoreFixture>;
  /** How many random runs a property gets; the default is for stores in memory. */
  readonly runs?: number;
  /** The time that one test may take, in ms; the default is vitest's. */
  readonly timeoutMs?: number;
};
