import type { SeqId } from '@tidemark/timeline';
import type { History } from '../history/events.ts';
import type { Outcome } from '../history/outcome.ts';

/** What a run promised and did not keep. */
export type Violation = {
  readonly rule: Rule;
  readonly message: string;
  readonly sessionId: string | null;
  /** The entry that it is about, as far as known: its client id, or its place. */
  readonly clientId: string | null;
  readonly seq: SeqId | null;
  readonly deviceId: string | null;
};

export type Rule =
  | 'acknowledged-is-stored'
  | 'sent-is-settled'
  | 'stored-once'
  | 'stored-was-sent'
  | 'dense'
  | 'fanned-out'
  | 'one-order'
  | 'applied-once'
  | 'applied-in-order'
  | 'sender-order'
  | 'real-time-order'
  | 'checkpoint-within-applied'
  | 'followed-within-applied'
  | 'checkpoint-forward'
  | 'within-rights'
  | 'converged'
  | 'audited';

/** One check over a whole run: pure, so that it judges hand-made histories as well as real ones. */
export type Check = (history: History, outcome: Outcome) => readonly Violation[];

type About = Partial<Pick<Violation, 'sessionId' | 'clientId' | 'seq' | 'deviceId'>>;

export function violation(rule: Rule, message: string, about: About): Violation {
  return { rule, message, sessionId: null, clientId: null, seq: null, deviceId: null, ...about };
}

/** The key of a message: a client id belongs to one author in one session. */
export function keyOf(sessionId: string, clientId: string): string {
  return `${sessionId} ${clientId}`;
}

/** Where each message is stored, by session and client id; of one that is stored twice, the first place. */
export function placesOf({ timelines }: Outcome): ReadonlyMap<string, SeqId> {
  const places = new Map<string, SeqId>();
  for (const [sessionId, entries] of timelines) {
    for (const { clientId, seq } of entries) {
      if (clientId === null) continue;
      const key = keyOf(sessionId, clientId);
      if (!places.has(key)) places.set(key, seq);
    }
  }
  return places;
}
