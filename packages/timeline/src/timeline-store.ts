import type { Days, DaysRequest } from './days.ts';
import type { Digest, RangeDigest } from './digest.ts';
import type { OwnSet } from './own-data.ts';
import type { Entry, MessageContent, SessionKind, SyncItem, UserProfile } from './entry.ts';
import type {
  Anchor,
  ChangesPage,
  FollowAnswer,
  FollowedSession,
  HistoryPage,
  PullAnswer,
  SessionCheckpoint,
  SnapshotPage,
} from './pages.ts';
import type { SyncMode } from './policy.ts';
import type { Range } from './ranges.ts';
import type { SeqId } from './seq.ts';

/**
 * The server's store of timelines: session timelines for ever, sync timelines for a lifetime. Two implementations pass
 * the same conformance suite: the in-memory one of `@tidemark/timeline/testing`, which is the executable spec, and
 * PostgreSQL. Every method that writes commits storage and synchronization in one transaction (SPEC WR-1).
 */
export interface TimelineStore {
  /** The life of this store's numbering. A new database, or one restored from a backup, has another. */
  epoch(): Promise<string>;

  /**
   * Registers a device, or takes it over for another login of the same user. The head of a new device's sync timeline
   * is 0: it takes a snapshot, then pulls.
   */
  registerDevice(device: NewDevice): Promise<DeviceOutcome>;
  device(userId: string, deviceId: string): Promise<DeviceRecord | null>;
  /** Every device of a user that was not revoked, in order of registration. */
  devices(userId: string): Promise<readonly DeviceRecord[]>;
  /** Notes that a device is there, and wakes it if it is dormant. Never moves `lastSeenAt` back. */
  touchDevice(userId: string, deviceId: string, at: number): Promise<void>;
  /**
   * Ends a device at once, by a mark that takes the next SeqId of its sync timeline: nothing is written to or served
   * from it again, and what it held goes. Idempotent.
   */
  revokeDevice(userId: string, deviceId: string): Promise<DeviceOutcome>;
  /**
   * Notes the checkpoint that a device says it has applied, and what its user's devices have got by it. Advice: no pull
   * looks at it. Never moves back within one life of the numbering.
   */
  ackSync(request: AckRequest): Promise<AckOutcome>;

  /**
   * Stores messages and changes of messages and fans them out, all in one transaction. Answers in the order of the batch; a refused member of
   * the batch fails alone. Two requests with one (session, author, clientId) are one action: the first result is
   * returned for both, also within one batch.
   */
  append(batch: readonly AppendRequest[]): Promise<AppendBatch>;
  /** Creates a session. The id is the action's identity: creating it again returns the first result. */
  createSession(request: CreateSessionRequest): Promise<Change>;
  /** Adds or removes members, or renames: an entry of the session timeline, idempotent by client id like a message. */
  changeSession(request: ChangeSessionRequest): Promise<Change>;
  /**
   * The operator's word on how a session synchronizes, null to leave it to the number of members. Changes the mode at
   * once when it has to, with an entry of the session. Null when there is no such session.
   */
  overrideMode(request: { sessionId: string; mode: SyncMode | null }): Promise<ModeOutcome | null>;
  /**
   * Takes from everyone the longest beginning of a session whose entries are all older than `before`, with an entry
   * that says so (SPEC RT-9, RT-10). Null when there is nothing to take, or no such session.
   */
  expire(request: { sessionId: string; before: number }): Promise<ExpireOutcome | null>;
  /** Moves a user's read marker forward (never back) and tells all their devices. Repeating it writes nothing. */
  markRead(request: { userId: string; sessionId: string; seq: SeqId }): Promise<MarkReadOutcome>;

  /** Which of a user's own actions in a session are stored, of those asked for by client id. */
  find(request: FindRequest): Promise<Found | Refused>;

  /** What a device has still to learn after `checkpoint`. */
  pull(request: PullRequest): Promise<PullAnswer | { readonly outcome: 'device-revoked' | 'device-unknown' }>;
  /**
   * What has moved of the sessions that a device follows by their own checkpoints. The device begins to listen before
   * it asks, so nothing falls between the answer and the first frame. A bounded number of queries, however many.
   */
  follow(request: FollowRequest): Promise<Followings | { readonly outcome: 'device-revoked' | 'device-unknown' }>;
  /** The session list for a new device or a resync, page by page in order of session id. */
  snapshot(request: SnapshotRequest): Promise<SnapshotPage | { readonly outcome: 'device-revoked' | 'device-unknown' }>;
  /** A page of one session timeline, cut to what the user may see. */
  history(request: HistoryRequest): Promise<HistoryPage | Refused>;
  /** The changes of messages after a SeqId, or the own data set after it, without the rest of the timeline. */
  changes(request: ChangesRequest): Promise<ChangesPage | Refused>;
  /** On which days how much was said in a session, of what the user may see; a bounded number of SeqIds at a time. */
  days(request: DaysRequest): Promise<Days | Refused>;
  /** The digests of stretches of a session timeline: of what the user may see there, and of nothing else. */
  digests(request: DigestsRequest): Promise<Digests | Refused>;
  /** Whether a device was told what its sync timeline says between two SeqIds. Read markers do not count. */
  auditSync(
    request: AuditSyncRequest,
  ): Promise<{ readonly outcome: SyncAuditOutcome | 'device-revoked' | 'device-unknown' }>;
  /** The members of a session now, in order of joining. For members only. */
  members(request: MembersRequest): Promise<MembersPage | Refused>;
  /** How far each member has got in a session now. For members only. */
  receipts(request: ReceiptsRequest): Promise<Receipts | Refused>;
  /** Those of the people asked for whom the user may know to be there: both are members of the session named. */
  companions(request: CompanionsRequest): Promise<readonly Companion[]>;
}

/** Why an action on a session is refused. `session-unknown` is also the answer to those who were never a member. */
export type RefusedReason =
  | 'session-unknown'
  | 'not-a-member'
  | 'not-allowed'
  | 'user-unknown'
  | 'client-id-reused'
  | 'too-many-members'
  /** There is no message there that the asker may see. */
  | 'target-unknown'
  /** The message was recalled: nothing can be done to it. */
  | 'target-recalled'
  /** The message was edited as often as one may be. */
  | 'too-many-changes';

export type Refused = { readonly outcome: 'refused'; readonly reason: RefusedReason };

/**
 * A dormant device was not seen for a lifetime: its sync timeline has ended, and goes on above that end once the device
 * is back (SPEC RT-6).
 */
export type DeviceStatus = 'active' | 'dormant' | 'revoked';

export type NewDevice = {
  readonly userId: string;
  readonly deviceId: string;
  readonly loginId: string;
  /** What the user sees in the devices list, such as "Chrome on Linux". */
  readonly name: string;
  readonly at: number;
};

export type DeviceRecord = {
  readonly userId: string;
  readonly deviceId: string;
  readonly loginId: string | null;
  readonly name: string;
  readonly status: DeviceStatus;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly head: SeqId;
  readonly floor: SeqId;
  /** The checkpoint that the device has acknowledged in this life of the numbering, and when; null when none yet. */
  readonly acked: { readonly seq: SeqId; readonly at: number } | null;
};

export type AckRequest = {
  readonly userId: string;
  readonly deviceId: string;
  readonly epoch: string;
  readonly checkpoint: SeqId;
};

/** The highest entry of a session that some device of its user has got, moved forward. */
export type Delivered = { readonly sessionId: string; readonly seq: SeqId };

/** An acknowledgement of this many SeqIds at once notes what was delivered of the newest of them only. */
export const MAX_ACKED = 10_000;

/**
 * moved: from one SeqId (0 = none yet) to another, with what was delivered for the first time. unmoved: it was there
 * already. other-epoch: the checkpoint is of another life, or ahead of the head.
 */
export type AckOutcome =
  | {
      readonly outcome: 'moved';
      readonly from: SeqId;
      readonly to: SeqId;
      readonly delivered: readonly Delivered[];
    }
  | { readonly outcome: 'unmoved' | 'other-epoch' | 'device-revoked' | 'device-unknown' };

export type DeviceOutcome =
  | { readonly outcome: 'done'; readonly device: DeviceRecord }
  | { readonly outcome: 'device-revoked' | 'device-unknown' };

/** Items added to one device's sync timeline by one commit: dense, so they prove [first, last]. What gets pushed. */
export type Delivery = {
  readonly userId: string;
  readonly deviceId: string;
  readonly floor: SeqId;
  readonly items: readonly SyncItem[];
};

/**
 * Entries that one commit added to a session in pull mode, dense: told once to those who follow the session in
 * generation `was`, except `endedFor`, and to nobody else. Whoever was told follows in `generation` from then on
 * (SPEC MD-7).
 */
export type SessionDelivery = {
  readonly sessionId: string;
  /** The generation before the commit, and after it. */
  readonly was: SeqId;
  readonly generation: SeqId;
  /** Users whose membership this commit ended. Their sync timelines tell them. */
  readonly endedFor: readonly string[];
  /** As they are stored: what each follower is told of them depends on what they may read (`hearingsOf`). */
  readonly entries: readonly Entry[];
};

/** What a commit has to tell: to devices, and to those who follow sessions. */
export type Tidings = {
  readonly epoch: string;
  readonly deliveries: readonly Delivery[];
  readonly sessionDeliveries: readonly SessionDelivery[];
};

/** One action of a user in a session: a message, a change of one, or a value of their own data. */
export type AppendRequest = {
  readonly sessionId: string;
  readonly authorId: string;
  readonly clientId: string;
  /** The original time of an imported message, in ms since 1970; absent = the store's clock. */
  readonly at?: number;
} & (MessageContent | { readonly change: MessageChange } | { readonly set: OwnSet });

/** What is to be done to a message: `target` is its SeqId. */
export type MessageChange = {
  readonly target: SeqId;
  /** The client id of the message, where it has one: in another life of the numbering `target` may be another. */
  readonly targetClientId?: string;
} & (
  | { readonly kind: 'edit'; readonly text: string; readonly mentions?: readonly string[] }
  | { readonly kind: 'recall' }
  | { readonly kind: 'react'; readonly emoji: string; readonly on: boolean }
  | { readonly kind: 'pin'; readonly on: boolean }
);

export type AppendOutcome =
  | {
      readonly outcome: 'stored';
      readonly entry: Entry;
      /** True when the action had been stored before and this is a retry. */
      readonly repeated: boolean;
    }
  | Refused;

export type AppendBatch = Tidings & { readonly outcomes: readonly AppendOutcome[] };

export type CreateSessionRequest = {
  readonly sessionId: string;
  readonly sessionKind: SessionKind;
  readonly title: string | null;
  readonly creatorId: string;
  /** All members, the creator among them. */
  readonly memberIds: readonly string[];
  /** Whether people added later read from the beginning ('all') or from their joining on ('joined'). */
  readonly history: 'all' | 'joined';
  /** The client id of the creation entry. */
  readonly clientId: string;
  readonly at?: number;
};

export type SessionChange =
  | { readonly kind: 'add-members'; readonly memberIds: readonly string[] }
  /** Removing oneself is leaving. Only the owner removes others. */
  | { readonly kind: 'remove-member'; readonly memberId: string }
  | { readonly kind: 'rename'; readonly title: string };

export type ChangeSessionRequest = {
  readonly sessionId: string;
  readonly actorId: string;
  readonly clientId: string;
  readonly change: SessionChange;
};

/** The outcome of an action that is an entry of its own. */
export type Change =
  | (Tidings & { readonly outcome: 'stored'; readonly entry: Entry; readonly repeated: boolean })
  | Refused;

export type MarkReadOutcome = (Tidings & { readonly outcome: 'done'; readonly readSeq: SeqId }) | Refused;

/** `floor` is the lowest SeqId that can still be read. */
export type ExpireOutcome = Tidings & { readonly floor: SeqId };

export type ModeOutcome = Tidings & { readonly mode: SyncMode };

export type FindRequest = {
  readonly userId: string;
  readonly sessionId: string;
  readonly clientIds: readonly string[];
};

export type Found = { readonly epoch: string; readonly stored: readonly string[] };

export type PullRequest = {
  readonly userId: string;
  readonly deviceId: string;
  readonly epoch: string;
  readonly checkpoint: SeqId;
  /** At most so many SeqIds in the answer; a positive whole number. */
  readonly limit: number;
  /** The largest backlog the device cares to replay; absent = any. */
  readonly maxBacklog?: number;
};

export type FollowRequest = {
  readonly userId: string;
  readonly deviceId: string;
  readonly sessions: readonly SessionCheckpoint[];
};

/** What `follow` answers, with what the server needs to know of each follower. */
export type Followings = Omit<FollowAnswer, 'followed'> & {
  /** `from`: the first SeqId that the user may read. Of changes of what lies before they get less (SPEC CH-10). */
  readonly followed: readonly (FollowedSession & { readonly from: SeqId })[];
};

export type SnapshotRequest = {
  readonly userId: string;
  readonly deviceId: string;
  /** `next` of the page before, null for the first. */
  readonly cursor: string | null;
  readonly limit: number;
};

export type HistoryRequest = {
  readonly userId: string;
  readonly sessionId: string;
  readonly anchor: Anchor;
  readonly limit: number;
};

export type ChangesRequest = {
  readonly userId: string;
  readonly sessionId: string;
  readonly after: SeqId;
  /** At most so many changes in the answer. */
  readonly limit: number;
};

export type DigestsRequest = {
  readonly userId: string;
  readonly sessionId: string;
  /** At most `MAX_AUDIT_RANGES`, of `MAX_AUDIT_SEQS` SeqIds in all. */
  readonly ranges: readonly Range[];
};

/** The digests of the ranges that were asked for, in their order. */
export type Digests = { readonly epoch: string; readonly ranges: readonly RangeDigest[] };

/** What a device was told of its sync timeline after the SeqId `base`, up to its checkpoint. */
export type AuditSyncRequest = {
  readonly userId: string;
  readonly deviceId: string;
  readonly epoch: string;
  readonly base: SeqId;
  readonly checkpoint: SeqId;
  readonly digest: Digest;
};

/**
 * same, different: what the device was told, compared. below-floor: part of it is purged, so nothing can be said.
 * too-far: more than `MAX_AUDIT_SYNC` SeqIds, which is not compared. other-epoch: it is of another life of the store, or
 * ahead of the head.
 */
export type SyncAuditOutcome = 'same' | 'different' | 'below-floor' | 'too-far' | 'other-epoch';

export type ReceiptsRequest = {
  readonly userId: string;
  readonly sessionId: string;
  /** With more members than this there is no answer. */
  readonly mostMembers: number;
};

/** How far one member has got in a session. Both only grow while they are a member. */
export type Receipt = {
  readonly userId: string;
  readonly readSeq: SeqId;
  /** At or past `readSeq`: the highest SeqId that one of their devices has. */
  readonly deliveredSeq: SeqId;
};

/** In order of joining; null when the session has more members than was asked for. */
export type Receipts = { readonly receipts: readonly Receipt[] | null };

export type CompanionsRequest = {
  readonly userId: string;
  /** People, each with a session that the asker shares with them. */
  readonly asked: readonly { readonly sessionId: string; readonly userId: string }[];
  /** A session with more members than this counts for nothing. */
  readonly mostMembers: number;
};

/** Someone whom the asker may know to be there, and when one of their devices was last noted as seen. */
export type Companion = { readonly userId: string; readonly lastSeenAt: number | null };

export type MembersRequest = {
  readonly userId: string;
  readonly sessionId: string;
  /** `next` of the page before, null for the first. */
  readonly cursor: string | null;
  readonly limit: number;
};

export type Member = {
  readonly userId: string;
  readonly role: 'owner' | 'member';
  /** The SeqId of the entry with which they joined. */
  readonly joinedSeq: SeqId;
};

export type MembersPage = {
  readonly members: readonly Member[];
  readonly users: readonly UserProfile[];
  readonly next: string | null;
};
