import type { Receipt, SeqId } from '@tidemark/timeline';

/** Whether someone is there; `lastSeenAt` of those who are not, to the minute, null where it is not known. */
export type Presence = { readonly userId: string; readonly online: boolean; readonly lastSeenAt: number | null };

/** What a screen looks at: people, each with a session shared with them, and sessions whose receipts it shows. */
export type Watch = {
  readonly people: readonly { readonly sessionId: string; readonly userId: string }[];
  readonly receipts: readonly string[];
};

/**
 * Who types, who is there, how far others have read: what is so now, told by the server to who looks. None of it is
 * kept by the device, and none of it takes part in the sync: a word that is lost is said again, or over by itself.
 */
export interface Company {
  /** For `useSyncExternalStore`, with any of the three below as the snapshot: each stays the same until it changes. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Who types in a session now. */
  readonly typing: (sessionId: string) => readonly string[];
  /** Null where it is not known. */
  readonly presence: (userId: string) => Presence | null;
  /** How far the members have got, oneself among them; empty where it is not known. */
  readonly receipts: (sessionId: string) => readonly Receipt[];
  /** Asks to be told, until the function that it gives is called. */
  readonly watch: (watch: Watch) => () => void;
  /** One types here, or has stopped. Cheap to repeat. */
  readonly typed: (sessionId: string, on: boolean) => void;
}

/** What the leader tells all tabs. */
export type CompanyEvent =
  /** For so long unless it is said again; 0: no more. */
  | { readonly kind: 'typing'; readonly sessionId: string; readonly userId: string; readonly forMs: number }
  /** `all`: who is not among them is not known any more. */
  | { readonly kind: 'presence'; readonly people: readonly Presence[]; readonly all: boolean }
  | { readonly kind: 'receipts'; readonly sessionId: string; readonly receipts: readonly Receipt[] }
  /** There is no connection: nobody is known to be there. */
  | { readonly kind: 'alone' }
  /** The numbering has begun another life: what was read in the old one says nothing. */
  | { readonly kind: 'another-life' };

export type { Receipt };

/** The later of two states of a member: neither SeqId ever goes back. */
export function laterReceipt(known: Receipt | undefined, next: Receipt): Receipt {
  const most = (of: (receipt: Receipt) => SeqId) => Math.max(known ? of(known) : 0, of(next));
  return {
    userId: next.userId,
    readSeq: most(({ readSeq }) => readSeq),
    deliveredSeq: most(({ deliveredSeq }) => deliveredSeq),
  };
}
