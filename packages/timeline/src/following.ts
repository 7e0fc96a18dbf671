import type { SeqId } from './seq.ts';
import type { SessionDelivery } from './timeline-store.ts';

/**
 * What becomes of one follower when its session moves (SPEC MD-7):
 * tell: gets the frame, and follows in the new generation. anew: is asked to follow anew, and gets nothing, because
 * somebody's right may have ended since it asked. end: follows no more; its own sync timeline tells why.
 */
export type FollowerFate = 'tell' | 'anew' | 'end';

/** @param generation the one in which the user's device followed the session */
export function fateOfFollower(generation: SeqId, userId: string, delivery: SessionDelivery): FollowerFate {
  if (delivery.endedFor.includes(userId)) return 'end';
  return generation === delivery.was ? 'tell' : 'anew';
}
