import type { SyncMode } from './policy.ts';
import type { SeqId } from './seq.ts';

/**
 * What a session is: two people, a named group, or a user with themself, who keeps their own data there (SPEC OD). Fixed
 * at creation.
 */
export type SessionKind = 'direct' | 'group' | 'private';

/** What a message says. */
export type MessageContent = {
  readonly text: string;
  /** The message of the same session that it answers. */
  readonly replyTo?: SeqId;
  /** The users that the text names. */
  readonly mentions?: readonly string[];
  readonly forwarded?: Forwarded;
};

/** Who said first what is passed on, and when, by the server's word. */
export type Forwarded = { readonly authorId: string | null; readonly at: number };

/**
 * What happened, as stored in a session timeline. Entries carry all that a device needs to know of its sessions, so a
 * device builds its session list by folding entries alone (SPEC DV-4).
 */
export type EntryBody =
  | ({ readonly kind: 'message' } & MessageContent)
  | {
      readonly kind: 'session-created';
      readonly sessionKind: SessionKind;
      /** Null for a direct session, whose name is the other member's. */
      readonly title: string | null;
      readonly memberIds: readonly string[];
      /** The mode that the session begins in. */
      readonly mode: SyncMode;
    }
  | {
      readonly kind: 'members-added';
      readonly memberIds: readonly string[];
      /** How many members the session has with them. */
      readonly memberCount: number;
      /** What a newcomer, whose interval starts at this entry, needs to name the session. */
      readonly sessionKind: SessionKind;
      readonly title: string | null;
      /** The first SeqId the added members may read: this entry's own, or 1 where history is open to newcomers. */
      readonly visibleFrom: SeqId;
      /** The session's mode at this entry, which newcomers need to know how they are told of what follows. */
      readonly mode: SyncMode;
    }
  | { readonly kind: 'member-removed'; readonly memberId: string }
  | { readonly kind: 'member-left'; readonly memberId: string }
  | { readonly kind: 'renamed'; readonly title: string }
  /**
   * From the next entry on the session synchronizes in this mode; the server does it by itself. The entry itself is
   * told as in push mode, whichever way it goes (SPEC MD-5).
   */
  | { readonly kind: 'mode-changed'; readonly mode: SyncMode }
  /** The author has put another text in place of a message's. */
  | { readonly kind: 'edited'; readonly target: SeqId; readonly text: string; readonly mentions?: readonly string[] }
  /** A message was taken back for everyone. Its author, who counts the unread needs to know, may be another. */
  | { readonly kind: 'recalled'; readonly target: SeqId; readonly targetAuthorId: string | null }
  /** A reaction of the author was put on a message, or taken off. */
  | { readonly kind: 'reacted'; readonly target: SeqId; readonly emoji: string; readonly on: boolean }
  /** A message was pinned for all members, or is pinned no more. */
  | { readonly kind: 'pinned'; readonly target: SeqId; readonly on: boolean }
  /** What is left of a message that the entry `by` has recalled, and of the edits of one (SPEC CH-4). */
  | { readonly kind: 'message-recalled'; readonly by: SeqId }
  | { readonly kind: 'edit-recalled'; readonly target: SeqId; readonly by: SeqId }
  /** A user has put a value under a key of their own data; null takes it away (SPEC OD). */
  | { readonly kind: 'set'; readonly key: string; readonly value: string | null }
  /** What is left of a set that the entry `by` has put another value in place of. */
  | { readonly kind: 'set-superseded'; readonly by: SeqId }
  /**
   * From here on nothing up to `upTo` can be read by anyone: the session's messages have a lifetime (SPEC RT-9).
   * `lastAt` is the time of the newest entry before it that moved the session in the list, which may be one of them.
   */
  | { readonly kind: 'expired'; readonly upTo: SeqId; readonly lastAt: number }
  /** What is left of a message, and of a change of one, that has expired (SPEC RT-11). */
  | { readonly kind: 'message-expired' }
  | { readonly kind: 'change-expired'; readonly target: SeqId }
  /** A kind that this build does not know, from a newer one. Held and passed over, so that nothing is lost. */
  | { readonly kind: 'unknown'; readonly raw: unknown };

export type EntryKind = EntryBody['kind'];

/**
 * One element of a session timeline. Immutable once stored; a change to it is a further entry. Only what a recall or
 * its session's lifetime takes away leaves it (SPEC TL-4).
 */
export type Entry = {
  readonly sessionId: string;
  readonly seq: SeqId;
  /** Who did it; null for what the server does by itself. */
  readonly authorId: string | null;
  /** The lasting identity that the author's device gave the action; null where there was none. */
  readonly clientId: string | null;
  /** Milliseconds since 1970 by the server's clock (or the imported original). For display only: SeqIds order. */
  readonly at: number;
  readonly body: EntryBody;
};

/** One element of a device's sync timeline: what that device still has to learn. */
export type SyncItem =
  | { readonly kind: 'entry'; readonly syncSeq: SeqId; readonly entry: Entry }
  | {
      /** The user's read marker moved, on this device or on another of theirs. */
      readonly kind: 'read';
      readonly syncSeq: SeqId;
      readonly sessionId: string;
      readonly readSeq: SeqId;
      /** Messages of others in (readSeq, atSeq], counted by the server when it answered. */
      readonly unread: number;
      readonly atSeq: SeqId;
      /** The lowest SeqId of the session that can still be read; left out where all of it can (SPEC RT-13). */
      readonly floor?: SeqId;
    };

/** A user as others see them. Reference data: it rides along with answers and is replaced by what comes later. */
export type UserProfile = {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
};
