import type { Position } from '../device-store.ts';
import type { Bounds, PullAnswer, SnapshotPage, SyncFrame } from '../pages.ts';
import type { SeqId } from '../seq.ts';

/**
 * The sync side of a device as data. One device has one machine, run by its leader tab.
 *
 *            start              connected               caught up
 *   idle ───────────▶ connecting ───────────▶ pulling ───────────▶ live
 *    ▲                  ▲   │ connected,        ▲ │ ▲ hole, more      │
 *    │ stop, fenced     │   │ no usable         │ │ └────────────────┘
 *    │                  │   ▼ position          │ ▼ too far, below floor, other epoch
 *   (any)        disconnected  ────────────▶ resyncing
 *
 *   refused: the server will not serve this device again; only a new start leaves it.
 */
export type Phase = 'idle' | 'connecting' | 'pulling' | 'live' | 'resyncing' | 'refused';

export const PHASES = [
  'idle',
  'connecting',
  'pulling',
  'live',
  'resyncing',
  'refused',
] as const satisfies readonly Phase[];

export type DeviceState = {
  readonly phase: Phase;
  /** What the browser says of the network; a hint that saves attempts, never a proof. */
  readonly online: boolean;
  /** Where the store stands: durable. Null before the first snapshot is whole. */
  readonly position: Position | null;
  /** The fencing number under which this tab leads. Also part of every snapshot generation, so none is used twice. */
  readonly fence: number;
  /** The store write under way; at most one at a time. */
  readonly writing: Writing | null;
  /** The newest SeqId of the sync timeline that the server has told of on this connection. */
  readonly head: SeqId;
  /** Frames beyond the whole prefix, or waiting for the store: sorted by `from`, bounded by `MAX_HELD_FRAMES`. */
  readonly held: readonly SyncFrame[];
  /** The request whose answer is awaited; an answer to any other is passed over. */
  readonly request: number | null;
  /** Counts requests, so that each has a number of its own. */
  readonly requests: number;
  /** Failed attempts in a row: the exponent of the next wait. */
  readonly failures: number;
  /** Armed timer, if any: only one thing is waited for at a time. */
  readonly timer: TimerId | null;
  /** The resync under way. */
  readonly resync: Resync | null;
  /** The checkpoint at which the present catch-up began, for its progress. */
  readonly catchUpFrom: SeqId;
  /** Why the machine is in `refused`. */
  readonly refusal: string | null;
};

export type Writing =
  | { readonly kind: 'frame'; readonly to: SeqId }
  | { readonly kind: 'page'; readonly generation: string; readonly final: boolean };

export type Resync = {
  /** Marks the sessions that this snapshot named, so that the store can drop the others at its end. */
  readonly generation: string;
  /** Where pulling goes on: the device's head as read before the first page. Null until that page is here. */
  readonly position: Position | null;
  /** A page that is here and waits for the store. */
  readonly page: SnapshotPage | null;
  /** A page of it is stored: the device stands in the life of the numbering that the server speaks of. */
  readonly begun: boolean;
  /** Sessions that its pages have brought so far. */
  readonly sessions: number;
  /** The page to ask for next, once the one before is stored; null for the first. */
  readonly cursor: string | null;
};

export type TimerId = 'reconnect' | 'retry';

/** `random` is a fresh number in [0, 1) for the jitter of a wait. */
export type DeviceEvent =
  | { readonly kind: 'start'; readonly fence: number; readonly position: Position | null; readonly online: boolean }
  | { readonly kind: 'stop' }
  | { readonly kind: 'connected'; readonly bounds: Bounds }
  | { readonly kind: 'disconnected'; readonly random: number; readonly reconnectInMs?: number }
  /** The server refused the device for good: signed out, revoked, unknown, too old a page. */
  | { readonly kind: 'refused'; readonly code: string }
  /**
   * The browser's word on the network. `online: true` also stands for "the page woke up": the machine then makes sure
   * that the link is alive instead of believing it.
   */
  | { readonly kind: 'network'; readonly online: boolean }
  | { readonly kind: 'pushed'; readonly frame: SyncFrame }
  | { readonly kind: 'pulled'; readonly request: number; readonly answer: PullAnswer }
  | { readonly kind: 'snapshotted'; readonly request: number; readonly page: SnapshotPage }
  /** No answer (`timedOut`: the link may be dead) or one that says "not now". */
  | {
      readonly kind: 'request-failed';
      readonly request: number;
      readonly timedOut: boolean;
      readonly random: number;
    }
  /** The store has made `position` durable: a frame applied, or the last page of a snapshot. */
  | { readonly kind: 'applied'; readonly position: Position }
  /** The store has written a page of a snapshot that is not its last. */
  | { readonly kind: 'page-stored' }
  /** The store could not write (full, closed). Nothing was written. */
  | { readonly kind: 'store-failed'; readonly random: number }
  /** What is held of the session list was found not to be the server's. */
  | { readonly kind: 'distrusted' }
  /** Another tab leads: this one must not write any more. */
  | { readonly kind: 'fenced' }
  | { readonly kind: 'timer'; readonly timer: TimerId };

export type DeviceEventKind = DeviceEvent['kind'];

export const DEVICE_EVENT_KINDS = [
  'start',
  'stop',
  'connected',
  'disconnected',
  'refused',
  'network',
  'pushed',
  'pulled',
  'snapshotted',
  'request-failed',
  'applied',
  'page-stored',
  'store-failed',
  'distrusted',
  'fenced',
  'timer',
] as const satisfies readonly DeviceEventKind[];

export type DeviceEffect =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'pull'; readonly request: number; readonly position: Position }
  | { readonly kind: 'snapshot'; readonly request: number; readonly cursor: string | null }
  /** Write the frame and move the checkpoint, in one transaction; then `applied`, `store-failed` or `fenced`. */
  | { readonly kind: 'apply'; readonly frame: SyncFrame }
  /** Write the page; then `page-stored` (more pages follow), `applied` (the last), `store-failed` or `fenced`. */
  | {
      readonly kind: 'replace';
      readonly page: SnapshotPage;
      readonly generation: string;
      readonly position: Position;
    }
  | { readonly kind: 'arm-timer'; readonly timer: TimerId; readonly inMs: number }
  | { readonly kind: 'cancel-timer'; readonly timer: TimerId }
  /** The device's sync is at its end; `code` says why. */
  | { readonly kind: 'end'; readonly code: string }
  /** This tab leads no more. */
  | { readonly kind: 'step-down' };

export type Step = { readonly state: DeviceState; readonly effects: readonly DeviceEffect[] };
