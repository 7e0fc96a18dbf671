import type { Follow } from '../device-store.ts';
import type { FollowAnswer, SessionCheckpoint } from '../pages.ts';

/**
 * Pull mode on a device, as data: which sessions the server has to tell of on this connection, and which it has to be
 * asked for, because they moved while nobody was told (SPEC MD-8). One device has one, beside its sync machine.
 *
 * Frames of followed sessions go straight into the store; what they leave behind comes back here as `follows`.
 */
export type FollowerState = {
  readonly connected: boolean;
  /** The sessions to follow, as the device's store has them. */
  readonly follows: ReadonlyMap<string, Follow>;
  /** Those that the server tells of on this connection. */
  readonly told: ReadonlySet<string>;
  /** Those to be asked for. */
  readonly due: ReadonlySet<string>;
  /** The question under way, until its answer is in the store; an answer to any other is passed over. */
  readonly asked: { readonly request: number; readonly sessionIds: readonly string[] } | null;
  readonly requests: number;
  /** Questions in a row that brought nothing: the exponent of the next wait. */
  readonly failures: number;
  readonly timer: FollowerTimer | null;
};

/** retry: after a failure. check: now and then, so that nothing depends on every frame being told. */
export type FollowerTimer = 'retry' | 'check';

export type FollowerEvent =
  | { readonly kind: 'connected' }
  | { readonly kind: 'disconnected' }
  /** The store was written to: these sessions are to be followed now. */
  | { readonly kind: 'follows'; readonly follows: readonly Follow[] }
  /** The server asks to follow these anew. */
  | { readonly kind: 'moved'; readonly sessionIds: readonly string[] }
  | { readonly kind: 'answered'; readonly request: number; readonly answer: FollowAnswer }
  | { readonly kind: 'failed'; readonly request: number; readonly random: number }
  /** The answer is in the store. */
  | { readonly kind: 'caught-up'; readonly follows: readonly Follow[]; readonly random: number }
  | { readonly kind: 'timer'; readonly timer: FollowerTimer };

export type FollowerEffect =
  | { readonly kind: 'follow'; readonly request: number; readonly sessions: readonly SessionCheckpoint[] }
  | { readonly kind: 'catch-up'; readonly answer: FollowAnswer }
  | { readonly kind: 'arm-timer'; readonly timer: FollowerTimer; readonly inMs: number }
  | { readonly kind: 'cancel-timer' };

export type FollowerStep = { readonly state: FollowerState; readonly effects: readonly FollowerEffect[] };
