import type { AuditResult } from '@tidemark/sync-client';
import type { Position, SeqId } from '@tidemark/timeline';

/** A row of a session timeline, as the database has it. */
export type StoredEntry = {
  readonly seq: SeqId;
  readonly kind: string;
  readonly clientId: string | null;
  readonly authorId: string | null;
  /** The mode in which the session goes on after this entry, where the entry says so. */
  readonly setsMode: string | null;
};

/** A stay of a member: the entry with which they joined, and what they may see, to the end or for as long as it lasts. */
export type Stay = { readonly joined: SeqId; readonly from: SeqId; readonly to: SeqId | null };

/** An element of a device's sync timeline that names an entry. */
export type SyncReference = { readonly syncSeq: SeqId; readonly sessionId: string; readonly seq: SeqId };

/** What a device has in the end, read from its disk. */
export type DeviceEnd = {
  readonly deviceId: string;
  readonly userId: string;
  readonly position: Position | null;
  /** Client ids that wait in the outbox; what was refused for good does not wait. */
  readonly waiting: readonly string[];
  /** What the device's own audit came to, after all else was read; null when it could not be carried out. */
  readonly audit: AuditResult | null;
  /** What it holds, by session: the range it may see and the entries in it, by SeqId. */
  readonly sessions: ReadonlyMap<
    string,
    {
      readonly from: SeqId;
      readonly to: SeqId;
      readonly unread: number;
      readonly readSeq: SeqId;
      readonly entries: ReadonlyMap<SeqId, string | null>;
    }
  >;
};

/** How a run has ended, after all was mended and everyone had caught up: the database beside the devices. */
export type Outcome = {
  readonly epoch: string;
  /** Session timelines in order of SeqId. */
  readonly timelines: ReadonlyMap<string, readonly StoredEntry[]>;
  /** The stays of everyone who is or was a member, by session and user, in order. */
  readonly stays: ReadonlyMap<string, ReadonlyMap<string, readonly Stay[]>>;
  /** Sync timelines by device: their heads, and the entries that they name in order of SeqId. */
  readonly syncTimelines: ReadonlyMap<string, { readonly head: SeqId; readonly references: readonly SyncReference[] }>;
  readonly devices: readonly DeviceEnd[];
};
