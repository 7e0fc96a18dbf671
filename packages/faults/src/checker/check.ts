import type { History } from '../history/events.ts';
import type { Outcome } from '../history/outcome.ts';
import {
  appliedInOrder,
  appliedOnce,
  checkpointForward,
  checkpointWithinApplied,
  followedWithinApplied,
} from './device.ts';
import { audited, converged, withinRights } from './end.ts';
import { oneOrder, realTimeOrder, senderOrder } from './order.ts';
import { fannedOut } from './fanned-out.ts';
import { acknowledgedIsStored, dense, sentIsSettled, storedOnce, storedWasSent } from './stored.ts';
import type { Check, Violation } from './violation.ts';

const CHECKS: readonly Check[] = [
  acknowledgedIsStored,
  sentIsSettled,
  storedOnce,
  storedWasSent,
  dense,
  fannedOut,
  oneOrder,
  senderOrder,
  realTimeOrder,
  appliedOnce,
  appliedInOrder,
  checkpointWithinApplied,
  followedWithinApplied,
  checkpointForward,
  withinRights,
  converged,
  audited,
];

/**
 * Judges a whole run: a set check (what was acknowledged is stored, once, and nothing else) and a total-order check
 * (one order per session, kept by senders, devices and checkpoints).
 */
export function checkRun(history: History, outcome: Outcome): readonly Violation[] {
  return CHECKS.flatMap((check) => check(history, outcome));
}
