/** What went wrong in the browser's storage, as far as it makes a difference. */
export type StoreFault =
  /** No room: nothing was written. */
  | 'quota'
  /** The connection to the database is dead (sleep, memory pressure, a storage process that ended): open it again. */
  | 'closed'
  /** The browser ended the transaction, and nothing was written: the connection may well be alive. */
  | 'aborted'
  /** The browser has no usable storage: a private window, or storage is blocked. */
  | 'unavailable'
  | 'other';

/** Why a database is of no use to this page any more. */
export type Gone =
  /** Another tab, the user or the browser has deleted it. */
  | 'deleted'
  /** A newer page has given it a form that this one does not know. */
  | 'upgraded'
  /** It takes nothing more, although what can be fetched again was dropped. */
  | 'full'
  /** A tab with an older page holds it in its old form. */
  | 'blocked'
  /** It does not open, or fails again and again. */
  | 'unusable';

/** Thrown by a store whose database is gone for this page: nothing is read or written any more. */
export class StoreGoneError extends Error {
  override readonly name = 'StoreGoneError';
}

const FAULT_BY_NAME: Readonly<Record<string, StoreFault>> = {
  QuotaExceededError: 'quota',
  DatabaseClosedError: 'closed',
  InvalidStateError: 'closed',
  UnknownError: 'closed',
  TransactionInactiveError: 'aborted',
  PrematureCommitError: 'aborted',
  AbortError: 'aborted',
  MissingAPIError: 'unavailable',
  OpenFailedError: 'unavailable',
  SecurityError: 'unavailable',
};

/** In this order: an abort, or a database that does not open, is most often the shell around the real error. */
const WORST_FIRST: readonly StoreFault[] = ['quota', 'closed', 'unavailable', 'aborted'];

/** Classifies an error of IndexedDB or Dexie. Browsers wrap the real one (an abort hides a full disk), so look inside. */
export function storeFault(error: unknown): StoreFault {
  const found = namesWithin(error).map((name) => FAULT_BY_NAME[name] ?? 'other');
  return WORST_FIRST.find((fault) => found.includes(fault)) ?? 'other';
}

function namesWithin(error: unknown, depth = 0): readonly string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { name, inner, cause, message } = error as {
    readonly name?: unknown;
    readonly inner?: unknown;
    readonly cause?: unknown;
    readonly message?: unknown;
  };
  const own = typeof name === 'string' ? [name] : [];
  // Some browsers keep the real name in the text alone.
  const told = typeof message === 'string' && message.includes('QuotaExceeded') ? ['QuotaExceededError'] : [];
  return [...own, ...told, ...namesWithin(inner, depth + 1), ...namesWithin(cause, depth + 1)];
}
