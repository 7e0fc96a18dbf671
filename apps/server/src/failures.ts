import { failure, type ErrorCode, type Failure } from '@tidemark/protocol';
import type { RefusedReason } from '@tidemark/timeline';

/** What a store says no with, as it travels. The reasons are error codes of the protocol by the same name. */
export function refusal(reason: RefusedReason): Failure {
  return failure(reason);
}

const BROKEN_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
]);
/** PostgreSQL's classes: connection lost, out of resources, stopped by an operator, and transactions to repeat. */
const PASSING_SQLSTATE = /^(08|53|57|40|55P03)/;
const BROKEN_MESSAGE =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|server closed the connection|can't reach database|after calling end/i;

/** Tells a dependency that is away (the caller tries again) from a bug, by what was thrown. */
export function codeOfError(error: unknown): Extract<ErrorCode, 'unavailable' | 'internal' | 'bad-request'> {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    if (BROKEN_CONNECTION.has(code) || (code.length === 5 && PASSING_SQLSTATE.test(code))) return 'unavailable';
    if (BROKEN_MESSAGE.test(cause.message)) return 'unavailable';
    // a value that PostgreSQL cannot read, such as a cursor that nobody gave out
    if (code.length === 5 && code.startsWith('22')) return 'bad-request';
  }
  return 'internal';
}

/** True when a statement gave up waiting for a row that someone else holds: nothing was written. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}
