import type { SeqId } from '@tidemark/timeline';

/** Where something happened to a message: which device, which session, under which client id. */
type OfMessage = { readonly deviceId: string; readonly sessionId: string; readonly clientId: string };

/**
 * What one run has seen, in the order in which it came about. A device's own events are written down at its disk and
 * at its end of the wire, so they say what the device holds and was told, not what someone believes.
 */
export type HistoryEvent =
  /** The user's message is in the device's durable outbox. */
  | ({ readonly kind: 'sent' } & OfMessage)
  /** The device asks the server to store it; once per attempt. */
  | ({ readonly kind: 'asked' } & OfMessage)
  | ({ readonly kind: 'acknowledged'; readonly seq: SeqId } & OfMessage)
  /** A final no. */
  | ({ readonly kind: 'refused'; readonly code: string } & OfMessage)
  /** An entry is on the device's disk. `by` is the store's method that wrote it. */
  | {
      readonly kind: 'applied';
      readonly deviceId: string;
      readonly sessionId: string;
      readonly seq: SeqId;
      readonly clientId: string | null;
      readonly by: string;
    }
  /** The device's disk has another checkpoint; `by` is the store's method that moved it. */
  | {
      readonly kind: 'moved';
      readonly deviceId: string;
      readonly epoch: string;
      readonly checkpoint: SeqId;
      readonly by: string;
    }
  /** The device's checkpoint of a session in pull mode has moved; `by` is the store's method that moved it. */
  | {
      readonly kind: 'followed';
      readonly deviceId: string;
      readonly sessionId: string;
      readonly from: SeqId;
      readonly to: SeqId;
      readonly by: string;
    }
  /** The disk no longer holds the entries of a session. */
  | { readonly kind: 'forgot'; readonly deviceId: string; readonly sessionId: string }
  /** All tabs of the device are gone, at whatever instant that was; one is open again. */
  | { readonly kind: 'died'; readonly deviceId: string }
  | { readonly kind: 'opened'; readonly deviceId: string }
  /** Something was broken, or mended again. */
  | { readonly kind: 'fault'; readonly fault: string; readonly target: string; readonly ends: boolean };

export type History = readonly HistoryEvent[];

/** The events of one kind, with their places in the history. */
export function eventsOf<K extends HistoryEvent['kind']>(
  history: History,
  kind: K,
): { readonly at: number; readonly event: Extract<HistoryEvent, { kind: K }> }[] {
  return history.flatMap((event, at) =>
    event.kind === kind ? [{ at, event: event as Extract<HistoryEvent, { kind: K }> }] : [],
  );
}
