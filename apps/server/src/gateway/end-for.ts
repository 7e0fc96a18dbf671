import { failure, type Failure } from '@tidemark/protocol';
import type { Verdict } from '../rights/standing.ts';
import type { Connection } from './connection.ts';

/** Ends a connection whose device may not go on, once the answer is on its way. */
export function endFor(connection: Connection, verdict: Exclude<Verdict, 'may'>): Failure {
  if (verdict === 'device-revoked') connection.revoke();
  setImmediate(() => connection.end());
  return failure(verdict);
}
