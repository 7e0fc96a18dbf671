import type { SeqId } from '../seq.ts';
import type { DeviceState } from './machine-types.ts';
import { reach } from './moves.ts';

/**
 * True when the outbox may send: connected, and in the life of the numbering that the server speaks of. In a resync
 * that is so from its first page on; until then what goes first is not known (SPEC OB-5).
 */
export function maySend({ phase, resync }: DeviceState): boolean {
  return phase === 'pulling' || phase === 'live' || (phase === 'resyncing' && resync?.begun === true);
}

/** What the user may know of the sync, derived from the machine alone. */
export type SyncProgress =
  | { readonly kind: 'live' }
  /** `done` of `total` entries of this catch-up are on the device. */
  | { readonly kind: 'catching-up'; readonly done: number; readonly total: number }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'offline' }
  /** A fresh list is being taken: so many sessions of it are here. How many there are shows at its end. */
  | { readonly kind: 'resyncing'; readonly done: number }
  | { readonly kind: 'ended'; readonly code: string };

export function syncProgress(state: DeviceState): SyncProgress {
  switch (state.phase) {
    case 'live':
      return { kind: 'live' };
    case 'pulling':
      return catchingUp(state.catchUpFrom, state.position?.checkpoint ?? 0, Math.max(state.head, reach(state)));
    case 'resyncing':
      return { kind: 'resyncing', done: state.resync?.sessions ?? 0 };
    case 'refused':
      return { kind: 'ended', code: state.refusal ?? 'internal' };
    case 'idle':
    case 'connecting':
      return state.online ? { kind: 'reconnecting' } : { kind: 'offline' };
  }
}

function catchingUp(from: SeqId, checkpoint: SeqId, head: SeqId): SyncProgress {
  const total = head - from;
  return total > 0 ? { kind: 'catching-up', done: Math.max(0, checkpoint - from), total } : { kind: 'live' };
}
