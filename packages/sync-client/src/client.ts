import type { DeviceView, Failure } from '@tidemark/protocol';
import type {
  Entry,
  EntryPlace,
  KnownDays,
  MessageChange,
  MessageContent,
  MessageState,
  OutboxItem,
  Range,
  SeqId,
  SessionRecord,
  UserProfile,
} from '@tidemark/timeline';
import type { Company } from './company/company.ts';

export type { Company, Presence, Receipt, Watch } from './company/company.ts';

/**
 * What a screen may ask of the device. One instance per tab and account; which tab leads is not the screen's business.
 *
 * - `live` members are live queries: call them inside Dexie's `liveQuery`; they read this device's store and are run again
 *   when what they read changes, in whichever tab it changed.
 * - actions are durable when their promise resolves (`send`, `markRead`), or done by the server (all others), in which
 *   case they reject with `ActionError` when there is no connection or the server says no.
 */
export interface TidemarkClient {
  readonly account: Account;
  /** Starts syncing in the background: takes part in the election of the leader. Safe to call twice. */
  start(): void;
  /** Ends this tab's part in it. The store stays. */
  stop(): Promise<void>;

  /** For `useSyncExternalStore`: the sync state, the same in all tabs of the device. */
  readonly status: {
    readonly subscribe: (listener: () => void) => () => void;
    readonly get: () => SyncStatus;
  };

  /** For `useSyncExternalStore`: where this tab keeps what it has. */
  readonly storage: {
    readonly subscribe: (listener: () => void) => () => void;
    readonly get: () => StorageState;
  };

  /** Who types, who is there, how far others have read. */
  readonly company: Company;

  readonly live: {
    /** The session list, newest activity first, unread derived from what is held and queued. */
    sessions(): Promise<readonly SessionListItem[]>;
    /** One session, or null when this device does not know it. */
    session(sessionId: string): Promise<SessionListItem | null>;
    /** What this device holds of [from, to] of a session, the gaps in it, and what waits in the outbox. */
    window(sessionId: string, from: SeqId, to: SeqId): Promise<SessionWindow>;
    users(userIds: readonly string[]): Promise<ReadonlyMap<string, UserProfile>>;
    outbox(): Promise<readonly OutboxItem[]>;
    /** The user's own data whose keys begin with `prefix`, by key, with what this device has set and not yet told. */
    own(prefix: string): Promise<ReadonlyMap<string, string>>;
    /** What is starred over all sessions, the latest star first. */
    saved(): Promise<readonly SavedMessage[]>;
    /** What this device knows of the days of a session, in this zone; null before it was asked for. */
    days(sessionId: string, zone: string): Promise<KnownDays | null>;
  };

  /** A new name for an action. */
  newClientId(): string;
  /**
   * Puts a message into the outbox; it is shown at once and sent when there is a connection. Returns its client id, which
   * may be given: saying the same under the same one is the same action.
   */
  send(sessionId: string, content: string | Omit<MessageContent, 'forwarded'>, clientId?: string): Promise<string>;
  /** Passes a message that this device holds on to another session, with who said it first. Null: it is not held. */
  forward(place: EntryPlace, sessionId: string): Promise<string | null>;
  /** Puts a change of a message into the outbox: in force here at once, everywhere once it is stored. */
  change(sessionId: string, change: MessageChange): Promise<string>;
  /**
   * Puts a value of the user's own data under a key, on all their devices; null takes it away. In force here at once.
   * Cheap to repeat.
   */
  setOwn(key: string, value: string | null): Promise<void>;
  /** Stars a message, or takes its star away. Rejects with `ActionError` where there are too many. */
  star(place: EntryPlace, on: boolean): Promise<void>;
  /**
   * Takes messages away for this user, on all their devices; others keep them. Rejects with `ActionError` where there
   * are too many.
   * @returns what brings them back
   */
  hide(sessionId: string, seqs: readonly SeqId[]): Promise<() => Promise<void>>;
  /** Marks a session as unread from a message on, until it is opened or read on. */
  markUnread(sessionId: string, from: SeqId): Promise<void>;
  /** Moves the read marker forward. Cheap to repeat. */
  markRead(sessionId: string, seq: SeqId): Promise<void>;
  /** Puts a refused action back into the queue, or throws it away. */
  retry(clientId: string): Promise<void>;
  discard(clientId: string): Promise<void>;
  /**
   * Gives a message that waits, or was refused, another text. False when it is gone, or on its way: what has left this
   * device is edited as a message.
   */
  amend(clientId: string, text: string): Promise<boolean>;

  /** Fills a gap by roaming: what comes is stored, live queries then see it. Asking twice is one request. */
  fill(sessionId: string, anchor: FillAnchor): Promise<void>;

  /** Counts what has come by days since it was asked for last; live queries then see it. */
  countDays(sessionId: string, zone: string): Promise<void>;

  /** Returns the session's id once this device knows it. */
  createSession(request: { usernames: readonly string[]; title: string | null }): Promise<string>;
  addMembers(sessionId: string, usernames: readonly string[]): Promise<void>;
  /** Removing oneself is leaving. */
  removeMember(sessionId: string, userId: string): Promise<void>;
  rename(sessionId: string, title: string): Promise<void>;
  members(sessionId: string): Promise<readonly SessionMember[]>;
  findUser(username: string): Promise<UserProfile>;

  /**
   * Compares all that this device holds with what the server has, puts right what differs, and says what came of it.
   * @param onProgress called now and then with how many entries are compared, of how many
   */
  audit(onProgress?: (progress: AuditProgress) => void): Promise<AuditResult>;

  /**
   * What the leading tab does and knows, with the lines of its log after the `after`th. Works without a connection. While
   * it is asked now and then, sizes are measured too.
   */
  inspect(after: number): Promise<SyncInspection>;

  /** What this device keeps, in bytes, and how much it may keep. Estimated: cheap however much there is. */
  storageUse(): Promise<StorageReport>;
  /** How much this device may keep, in bytes; past it the history that was not read for longest goes first. */
  setStorageCap(bytes: number): Promise<void>;
  /** Takes away all history that can be fetched again and is not on the screen. How many entries went. */
  freeSpace(): Promise<number>;

  devices(): Promise<readonly DeviceView[]>;
  revokeDevice(deviceId: string): Promise<void>;
  /** Ends the login, tells the other tabs, wipes this device's store. Works offline too (the login then ends later). */
  signOut(): Promise<void>;
}

export type Account = UserProfile & { readonly deviceId: string };

export type StorageState = {
  /** Changes whenever the tab goes on in another store, or on another connection to it: live queries are asked anew. */
  readonly life: number;
  /** The browser's database, or this page's memory only: then the page is a device of its own, until it is closed. */
  readonly keptIn: 'database' | 'memory';
  /** What the user should know; null when all is as it should be. */
  readonly notice: StorageNotice | null;
};

export type StorageNotice =
  /** The browser lets this page keep nothing: a private window, or storage that is blocked or fails. */
  | { readonly kind: 'nothing-kept' }
  /** There is no room: what comes is shown, but not kept. */
  | { readonly kind: 'full' }
  /** A tab with an older page holds the database in its old form. */
  | { readonly kind: 'blocked' }
  /** The database was deleted under the page, and is being filled anew; so many unsent actions were put back. */
  | { readonly kind: 'rebuilt'; readonly saved: number };

/** Bytes on this device, by what they are of. */
export type StorageUse = {
  readonly messages: number;
  readonly people: number;
  readonly outbox: number;
  readonly other: number;
};

export type StorageReport = { readonly use: StorageUse; readonly total: number; readonly cap: number };

/** One line of what this device learned and how: ids, SeqIds, counts, sizes and times. Never what was written. */
export type SyncLogEntry = {
  /** Counts the lines of one leader, from 1 on. */
  readonly n: number;
  /** The device's clock, in ms. */
  readonly at: number;
  readonly what: 'push' | 'pull' | 'checkpoint' | 'ack' | 'connection' | 'other';
  /** The event of the protocol, or what happened here. */
  readonly event: string;
  /** 'sync', or the id of a session. */
  readonly timeline: string | null;
  /** The interval of SeqIds that it covers. */
  readonly from: SeqId | null;
  readonly to: SeqId | null;
  readonly entries: number | null;
  /** Measured only while someone looks. */
  readonly bytes: number | null;
  readonly ms: number | null;
  readonly outcome: string;
};

/** How the sync timeline of this device stands, as its leading tab knows. */
export type SyncInspection = {
  /** Another leader has another name, and a log of its own. */
  readonly leader: string;
  /** This tab is it. */
  readonly here: boolean;
  readonly phase: string;
  /** The number under which it writes. */
  readonly fence: number;
  readonly epoch: string | null;
  readonly floor: SeqId;
  readonly head: SeqId;
  readonly checkpoint: SeqId;
  /** The checkpoint that the server was told of. */
  readonly acked: SeqId | null;
  readonly log: readonly SyncLogEntry[];
};

export type AuditProgress = { readonly done: number; readonly total: number };

/** What an audit came to, in entries. */
export type AuditResult = {
  readonly checked: number;
  /** Were not the server's, and are now. */
  readonly repaired: number;
  /** Own messages that the server does not have: they wait in their sessions to be sent again or discarded. */
  readonly lost: number;
  /** The session list was not the server's either, and was read anew. */
  readonly resynced: boolean;
};

export type AuditState =
  | ({ readonly kind: 'running' } & AuditProgress)
  | { readonly kind: 'done'; readonly result: AuditResult }
  /** The connection went, or another tab leads. */
  | { readonly kind: 'failed' };

/** What the sync pill shows. */
export type SyncStatus =
  | { readonly kind: 'live' }
  | { readonly kind: 'catching-up'; readonly done: number; readonly total: number }
  /** The first connection is being made: nothing is wrong so far. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'offline'; readonly queued: number }
  /** A fresh list is being taken: so many chats of it are here. */
  | { readonly kind: 'resyncing'; readonly done: number }
  /** The end of this device's login: the store is wiped or about to be, and only signing in again helps. */
  | { readonly kind: 'ended'; readonly reason: 'signed-out' | 'device-revoked' | 'device-unknown' }
  /** This page is older than the server: reload it. Nothing is lost. */
  | { readonly kind: 'outdated' };

export type SessionListItem = SessionRecord & {
  /** The title, or the other member's name in a direct session. */
  readonly name: string;
  /** The other member of a direct session. */
  readonly peer: UserProfile | null;
  /** The last message that was not deleted for oneself, as far as it is held. */
  readonly lastMessage: Entry | null;
  /** Author of `lastMessage`. */
  readonly lastAuthor: UserProfile | null;
  /** Unread with all that its reader has made of it, on this device or another. */
  readonly unread: number;
  /** What lies above it is unread: where one has read to, or from where one has marked it as unread. */
  readonly unreadAfter: SeqId;
  /** It was marked as unread, and neither opened nor read on since. */
  readonly marked: boolean;
  /** A SeqId around which something is missing here, without which `unread` is a guess: to be filled. */
  readonly uncounted: SeqId | null;
  /** A message of one's own that waits in the outbox and is newer than `lastMessage`. */
  readonly pendingPreview: string | null;
  /** What is in force on `lastMessage`: its text, null once it was recalled. */
  readonly lastText: string | null;
  /** Messages of one's own that the server refused: each waits to be tried again or discarded. */
  readonly notSent: number;
  /** False when one has left or was removed. */
  readonly member: boolean;
};

export type SessionWindow = {
  /** Held entries of the asked interval, in SeqId order. */
  readonly entries: readonly Entry[];
  /** What of the asked interval (cut to what the user may see) is not held. */
  readonly gaps: readonly Range[];
  /** What is in force on the messages that something has changed, with what waits in the outbox. By SeqId. */
  readonly states: ReadonlyMap<SeqId, MessageState>;
  /** Held messages outside of the interval that those in it answer, with what is in force on each. By SeqId. */
  readonly quoted: ReadonlyMap<SeqId, { readonly entry: Entry; readonly state: MessageState | null }>;
  /** Own messages on their way, in sending order: shown after the newest entry. */
  readonly pending: readonly OutboxItem[];
  /** What is pinned in the whole session, as far as this device knows, the latest pin first. */
  readonly pinned: readonly PinnedMessage[];
  readonly users: ReadonlyMap<string, UserProfile>;
};

/** A starred message. What is not held here has to be filled before it can be shown. */
export type SavedMessage = EntryPlace & {
  readonly held: boolean;
  readonly at: number | null;
  readonly authorId: string | null;
  readonly author: UserProfile | null;
  /** What is in force; null where it was recalled, or is not held. */
  readonly text: string | null;
};

/** A pinned message: its text in force, null where this device does not hold it. */
export type PinnedMessage = { readonly seq: SeqId; readonly text: string | null };

export type SessionMember = UserProfile & { readonly role: 'owner' | 'member'; readonly joinedSeq: SeqId };

export type FillAnchor =
  | { readonly at: 'newest' }
  | { readonly at: 'before'; readonly seq: SeqId }
  | { readonly at: 'after'; readonly seq: SeqId }
  | { readonly at: 'around'; readonly seq: SeqId };

/** An action that was not carried out: refused by the server, or there was no connection (`unavailable`). */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly code: string;
  readonly retryable: boolean;

  constructor(failure: Pick<Failure, 'code' | 'message' | 'retryable'>) {
    super(failure.message);
    this.code = failure.code;
    this.retryable = failure.retryable;
  }
}

/**
 * How a page gets its client. `resume` finds the account that this browser profile is signed in to, also offline;
 * null when it is signed out. `signIn` and `signUp` talk to the server, register the device and resume.
 */
export interface ClientFactory {
  resume(): Promise<TidemarkClient | null>;
  signIn(credentials: { username: string; password: string }): Promise<TidemarkClient>;
  signUp(credentials: { username: string; password: string }): Promise<TidemarkClient>;
}
