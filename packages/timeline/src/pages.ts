import type { Entry, SessionKind, SyncItem, UserProfile } from './entry.ts';
import type { Range } from './ranges.ts';
import type { SyncMode } from './policy.ts';
import type { SeqId } from './seq.ts';

/** Where a timeline stands: its life (epoch), its newest SeqId (head) and the lowest that is still kept (floor). */
export type Bounds = {
  /** Changes when the numbering starts another life (a new database, a restored backup). */
  readonly epoch: string;
  readonly head: SeqId;
  /** The lowest SeqId that can still be read; head + 1 when nothing is kept. */
  readonly floor: SeqId;
};

/**
 * A stretch of a sync timeline, pushed or pulled. It proves the closed interval [from, to]: a SeqId in there without
 * an item is a named hole and is not asked for again (SPEC PG-1).
 */
export type SyncFrame = Bounds & {
  readonly from: SeqId;
  readonly to: SeqId;
  /** In SeqId order, all within [from, to]. */
  readonly items: readonly SyncItem[];
  /** Profiles of the people the items name. */
  readonly users: readonly UserProfile[];
};

/** The server's answer to a checkpoint: always one of these by name, never a silent clamp (SPEC CP-1). */
export type PullAnswer =
  | { readonly outcome: 'continue'; readonly frame: SyncFrame }
  /** Nothing after the checkpoint: it is the head. */
  | ({ readonly outcome: 'up-to-date' } & Bounds)
  /** The backlog is larger than the device cares to replay: take the snapshot. */
  | ({ readonly outcome: 'too-far' } & Bounds)
  /** Entries after the checkpoint are already purged: take the snapshot. */
  | ({ readonly outcome: 'below-floor' } & Bounds)
  /** The checkpoint belongs to another life of the store, or lies ahead of its head: take the snapshot. */
  | ({ readonly outcome: 'other-epoch' } & Bounds);

/** A session as one user may see it now. */
export type SessionView = {
  readonly sessionId: string;
  readonly sessionKind: SessionKind;
  readonly title: string | null;
  /** Both members of a direct session; empty for a group, whose members are asked for when looked at. */
  readonly memberIds: readonly string[];
  readonly memberCount: number;
  /**
   * The SeqIds that this user may read in their latest membership: from the first to the last, which is null while
   * they are a member. A device shows the latest membership only.
   */
  readonly visibleFrom: SeqId;
  readonly visibleUntil: SeqId | null;
  /** The newest SeqId this user may see. */
  readonly head: SeqId;
  /** Starts at the entry with which the user joined: what was said before is history, not unread. */
  readonly readSeq: SeqId;
  /** Messages of others in (readSeq, head]. */
  readonly unread: number;
  /** The newest visible message, for the preview; null when there is none. */
  readonly lastMessage: Entry | null;
  /** The edit that is in force on it; null when there is none. */
  readonly lastEdit: Entry | null;
  /** Server time of the newest visible entry that is no change of a message, in ms: orders the session list only. */
  readonly lastAt: number;
  /** How a device is told of what comes after `head`. */
  readonly mode: SyncMode;
};

/**
 * A stretch of the timeline of a session in pull mode, told to the devices that follow it. It proves the closed
 * interval [from, to], as every answer does.
 */
export type SessionFrame = {
  readonly epoch: string;
  readonly sessionId: string;
  readonly from: SeqId;
  readonly to: SeqId;
  readonly entries: readonly Entry[];
  readonly users: readonly UserProfile[];
};

/** A session and the SeqId up to which a device has applied its timeline: the checkpoint of pull mode. */
export type SessionCheckpoint = { readonly sessionId: string; readonly seq: SeqId };

/** What has moved of the sessions that a device follows (SPEC MD-6). */
export type FollowAnswer = {
  readonly epoch: string;
  /** Those whose newest visible SeqId is not the device's checkpoint, and those that have ended for the user. */
  readonly moved: readonly SessionView[];
  /** The sessions that the user is a member of and that are in pull mode: their frames may be told from now on. */
  readonly followed: readonly FollowedSession[];
  readonly users: readonly UserProfile[];
};

/**
 * `generation` is the SeqId of the last entry that took the right to read from someone. A frame names the generation
 * that it was written in and reaches only those who followed in the same one, so no late word can leak (SPEC MD-7).
 */
export type FollowedSession = { readonly sessionId: string; readonly generation: SeqId };

/** A page of a snapshot: the whole session list as of `checkpoint` or later (SPEC SN-1). */
export type SnapshotPage = Bounds & {
  /** The device's own head, read before anything else of the first page: where pulling goes on afterwards. */
  readonly checkpoint: SeqId;
  readonly sessions: readonly SessionView[];
  readonly users: readonly UserProfile[];
  /** Pass it to get the next page; null on the last. An empty page with a cursor is not the end. */
  readonly next: string | null;
};

/** Where to read a session timeline. `seq` itself is part of 'around' only. */
export type Anchor =
  | { readonly at: 'newest' }
  | { readonly at: 'before'; readonly seq: SeqId }
  | { readonly at: 'after'; readonly seq: SeqId }
  | { readonly at: 'around'; readonly seq: SeqId };

/** A stretch of a session timeline (roaming). `covered` is null when nothing lies there for this reader. */
export type HistoryPage = {
  readonly sessionId: string;
  readonly epoch: string;
  /** The newest and the oldest SeqId that this reader may see. */
  readonly head: SeqId;
  readonly floor: SeqId;
  readonly covered: Range | null;
  readonly entries: readonly Entry[];
  /** The changes beyond the page that are in force on its messages, in SeqId order (SPEC CH-5). */
  readonly changes: readonly Entry[];
  /** The SeqId up to which these are all, where there are too many for one page; not there: `head`. */
  readonly changesTo?: SeqId;
  readonly users: readonly UserProfile[];
};

/**
 * The changes of messages in (after, to] of a session that its reader may see, in SeqId order (SPEC CH-6); of one's
 * private session what is set there and still in force (SPEC OD-4).
 */
export type ChangesPage = {
  readonly sessionId: string;
  readonly epoch: string;
  readonly after: SeqId;
  /** How far the answer reaches; the newest SeqId that the reader may see, unless the limit cut it. */
  readonly to: SeqId;
  readonly changes: readonly Entry[];
  readonly users: readonly UserProfile[];
};
