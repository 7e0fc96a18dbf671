import type { Failure } from '@tidemark/protocol';
import type { Change, Entry } from '@tidemark/timeline';
import { refusal } from '../failures.ts';
import type { GatewayDeps } from './deps.ts';

/** Tells the devices of a change to a session and makes its acknowledgement. */
export function finishChange(deps: GatewayDeps, change: Change): { ok: true; entry: Entry } | Failure {
  if (change.outcome === 'refused') return refusal(change.reason);
  deps.publisher.publish(change);
  return { ok: true, entry: change.entry };
}
