import type { KnownDays } from './days.ts';
import type { Digest, RangeDigest } from './digest.ts';
import type { Entry, MessageContent, SessionKind, UserProfile } from './entry.ts';
import type { MessageState } from './message-state.ts';
import type { OwnSet, OwnValue } from './own-data.ts';
import type {
  ChangesPage,
  FollowAnswer,
  HistoryPage,
  SessionCheckpoint,
  SessionFrame,
  SnapshotPage,
  SyncFrame,
} from './pages.ts';
import type { SyncMode } from './policy.ts';
import type { Range, RangeSet } from './ranges.ts';
import type { SeqId } from './seq.ts';
import type { MessageChange } from './timeline-store.ts';

/** How far a device has applied its sync timeline, and in which life of it. */
export type Position = { readonly epoch: string; readonly checkpoint: SeqId };

/** What a device keeps of one session. Built by folding entries and snapshots; see `session-record.ts`. */
export type SessionRecord = {
  readonly sessionId: string;
  readonly sessionKind: SessionKind;
  readonly title: string | null;
  /** Both members of a direct session; empty for a group. */
  readonly memberIds: readonly string[];
  readonly memberCount: number;
  readonly visibleFrom: SeqId;
  /** The last SeqId this user may see; null while they are a member. */
  readonly visibleUntil: SeqId | null;
  /** The newest SeqId of the session that this device knows of. */
  readonly head: SeqId;
  readonly readSeq: SeqId;
  /**
   * Messages of others in (readSeq, unreadAt]: folded from the timeline together with `unreadAt`, which is at or past
   * every SeqId that the sync timeline has told of. Never a counter on its own.
   */
  readonly unread: number;
  readonly unreadAt: SeqId;
  /** The ranges of the session timeline that this device holds. */
  readonly held: RangeSet;
  readonly lastMessage: Entry | null;
  /** The edit that is in force on it. */
  readonly lastEdit: Entry | null;
  /** Every change up to this SeqId of what is held is known. Below `head`: changes were missed (SPEC CH-6). */
  readonly changesTo: SeqId;
  /** Server time of the newest entry known that is no change of a message, in ms: orders the session list, nothing else. */
  readonly lastAt: number;
  readonly mode: SyncMode;
  /**
   * The checkpoint of pull mode: the SeqId up to which the session itself was applied. Null where the sync timeline
   * tells all, or nothing more is to come. Below `head`: something was missed on the way, and the session has to be
   * asked for (SPEC MD-8).
   */
  readonly checkpoint: SeqId | null;
};

/** A session that a device has to follow by its own checkpoint. */
export type Follow = SessionCheckpoint & {
  /** It is known to have moved past the checkpoint. */
  readonly behind: boolean;
};

/** What a device was not told one by one of a session, and does not hold. */
export type Missed = { readonly sessionId: string; readonly gaps: RangeSet };

/** What came of a session frame: applied or known already, or it left a hole, so that the session has to be asked for. */
export type SessionFrameResult = 'applied' | 'hole';

/** What a device was told of its sync timeline: the digest of the entry items in (base, checkpoint]. */
export type SyncDigest = Position & { readonly base: SeqId; readonly digest: Digest };

/** What repairing a stretch came to: entries that were put right, and own messages that the server is to be asked for. */
export type Repair = { readonly changed: number; readonly orphans: number };

/** What of a session was found to be the server's, and when, by the device's clock. */
export type Audited = {
  readonly sessionId: string;
  readonly epoch: string;
  readonly at: number;
  readonly ranges: RangeSet;
};

/** What the user wants of a session; kept until the server has confirmed it. */
export type OutboxAction =
  | ({ readonly kind: 'send'; readonly forwardOf?: EntryPlace } & MessageContent)
  | { readonly kind: 'change'; readonly change: MessageChange }
  | { readonly kind: 'read'; readonly seq: SeqId }
  | ({ readonly kind: 'set' } & OwnSet);

/** Where an entry stands. */
export type EntryPlace = { readonly sessionId: string; readonly seq: SeqId };

export type OutboxItem = {
  /** Given by the store: the order in which the user acted. */
  readonly order: number;
  readonly clientId: string;
  readonly sessionId: string;
  readonly action: OutboxAction;
  /** The device's clock when the user acted, in ms: for display only. */
  readonly createdAt: number;
  /**
   * queued: to be sent, or sent and not confirmed. stored: confirmed, waiting for its entry on the sync timeline.
   * refused: the server will not take it; kept with the reason until the user discards it.
   */
  readonly state:
    | { readonly kind: 'queued' }
    | { readonly kind: 'stored'; readonly seq: SeqId; readonly at: number }
    | { readonly kind: 'refused'; readonly code: string };
  /** Its text was changed after it was put here: what the server has of it may be what it said before. */
  readonly amended?: true;
};

/**
 * An own message that went with its life of the numbering, or that an audit found missing. Whether the server still has it is to be asked under its
 * client id (SPEC OB-8).
 */
export type Orphan = MessageContent & {
  readonly sessionId: string;
  readonly clientId: string;
  /** When it was stored, by the server's clock, in ms. */
  readonly at: number;
};

/** A write under an older fencing number than the newest was refused: another tab leads now. Nothing was written. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** A frame that does not start right after the checkpoint was refused. Nothing was written. */
export class GapError extends Error {
  override readonly name = 'GapError';
}

/**
 * One device's own store. Implementations: Dexie (IndexedDB) in `@tidemark/sync-client`, in memory in
 * `@tidemark/timeline/testing`; both pass `deviceStoreContract`. All tabs of a device read it and add to the outbox;
 * only the leader writes the rest, under the fencing number that it acquired.
 */
export interface DeviceStore {
  readonly selfId: string;

  /** Takes leadership: returns a fencing number higher than any before. Writes under lower ones fail from now on. */
  acquire(): Promise<number>;
  /** Where the device stands; null before its first snapshot is whole. */
  position(): Promise<Position | null>;

  /**
   * Applies a frame and moves the checkpoint to `frame.to`, in one transaction. Items at or below the checkpoint are
   * passed over. Clears the outbox of actions that the items prove stored.
   * @throws FencedError, GapError (frame.from > checkpoint + 1, or another epoch)
   */
  apply(fence: number, frame: SyncFrame): Promise<Position>;
  /**
   * Puts a page of a snapshot in place. With the last page (next = null) the position becomes `position`, and the
   * sessions that no page of this `generation` named are dropped with their entries; until then the old position
   * stands. Held ranges survive within one life of the numbering (`isNewLife`); with another one the user's own
   * messages among what goes become orphans. Outbox and drafts are never touched.
   * @throws FencedError
   */
  replace(fence: number, page: SnapshotPage, generation: string, position: Position): Promise<void>;
  /** The sessions to follow by their own checkpoints. */
  follows(): Promise<readonly Follow[]>;
  /**
   * Puts the answer of `follow` in place: where sessions stand now. Says what lies between as gaps to fill. Views of
   * another epoch than the position's, and of sessions that are not followed, change nothing. Clears the outbox of
   * actions that the views prove stored.
   * @throws FencedError
   */
  catchUp(fence: number, answer: FollowAnswer): Promise<readonly Missed[]>;
  /**
   * Applies a frame of a followed session and moves its checkpoint, in one transaction; one of another epoch changes
   * nothing. Clears the outbox like `apply`.
   * @throws FencedError
   */
  applySession(fence: number, frame: SessionFrame): Promise<SessionFrameResult>;
  /** Adds a roaming page to what is held. Does not move the checkpoint. @throws FencedError */
  fill(fence: number, page: HistoryPage): Promise<void>;
  /** The sessions that hold something of which changes were missed, and up to which SeqId they are known. */
  missedChanges(): Promise<readonly { readonly sessionId: string; readonly after: SeqId }[]>;
  /** Joins changes that were asked for to what is held (SPEC CH-6). @throws FencedError */
  putChanges(fence: number, page: ChangesPage): Promise<void>;

  /** Own messages that the server may not have any more, and was not asked for yet. */
  orphans(): Promise<readonly Orphan[]>;
  /**
   * The server's answer: `stored` are done with, `lost` go into the outbox as refused with the code `lost`.
   * @throws FencedError
   */
  settleOrphans(
    fence: number,
    answer: { readonly stored: readonly string[]; readonly lost: readonly string[] },
  ): Promise<void>;
  /** The digests of what is stored of a session in each range. */
  digests(sessionId: string, ranges: readonly Range[]): Promise<readonly RangeDigest[]>;
  /**
   * Puts a stretch right: `page` takes the place of all that is stored there, and what it does not cover is not held
   * any more. An own message that the server does not have there becomes an orphan, unless it is held elsewhere or in
   * the outbox. One transaction; a page of another epoch, or of a session that is gone, changes nothing.
   * @throws FencedError
   */
  repair(fence: number, stretch: Range, page: HistoryPage): Promise<Repair>;
  /** What was told of the sync timeline since the last comparison; null before the first snapshot is whole. */
  syncDigest(): Promise<SyncDigest | null>;
  /** What is told is compared from `compared.checkpoint` on: up to there it was. @throws FencedError */
  syncCompared(fence: number, compared: SyncDigest): Promise<void>;
  audited(): Promise<ReadonlyMap<string, Audited>>;
  /** Notes what was audited of a session, in place of what was noted of it before. @throws FencedError */
  noteAudited(fence: number, audited: Audited): Promise<void>;

  /** What was counted of a session by days, in the zone that was asked for last; null before anything was. */
  days(sessionId: string): Promise<KnownDays | null>;
  /** @throws FencedError */
  noteDays(fence: number, days: KnownDays): Promise<void>;

  /**
   * Any tab: adds an action, durable before it returns. A 'read' replaces an earlier queued one of its session, a 'set'
   * an earlier one of its key that the server has not confirmed.
   */
  enqueue(item: Omit<OutboxItem, 'order' | 'state'>): Promise<OutboxItem>;
  /** All actions not yet done with, in order. */
  outbox(): Promise<readonly OutboxItem[]>;
  /**
   * Notes the server's answer; does nothing when the item has gone, or already got a final answer.
   * @param held the entry that the server has stored, held from now on; not under an older fencing number
   */
  settle(
    clientId: string,
    state: Exclude<OutboxItem['state'], { kind: 'queued' }>,
    held?: { readonly fence: number; readonly entry: Entry },
  ): Promise<void>;
  /** Puts a refused action back into the queue, or discards it. */
  requeue(clientId: string): Promise<void>;
  /**
   * Gives a message that waits, or was refused, another text, and queues it at its old place. False when there is no
   * such message any more.
   */
  amend(clientId: string, text: string): Promise<boolean>;
  discard(clientId: string): Promise<void>;

  /** The own data whose keys begin with `prefix`, in order of key, as the server has told it; the removed ones too. */
  own(prefix: string): Promise<readonly OwnValue[]>;
  sessions(): Promise<readonly SessionRecord[]>;
  session(sessionId: string): Promise<SessionRecord | null>;
  /** The held entries of [from, to], in order. */
  entries(sessionId: string, from: SeqId, to: SeqId): Promise<readonly Entry[]>;
  /** What is in force on the messages with SeqIds in [from, to]; nothing for those that nothing has changed. */
  states(sessionId: string, from: SeqId, to: SeqId): Promise<readonly MessageState[]>;
  /** The states of all messages of a session that are pinned, in SeqId order. Bounded by how many there are. */
  pinned(sessionId: string): Promise<readonly MessageState[]>;
  users(userIds: readonly string[]): Promise<ReadonlyMap<string, UserProfile>>;
  putUsers(users: readonly UserProfile[]): Promise<void>;
}
