/** What went wrong in the browser's storage, as far as it makes a difference. */
export type StoreFault =
  /** No room: nothing was written. */
  | 'quota'
  /** The connection to the database is dead (sleep, memory pressure, a storage process that ended): open it again. */
  | 'closed'
  /** The browser has no usable storage: a private window, or storage is blocked. */
  | 'unavailable'
  | 'other';

/** Thrown by a store whose database was deleted or taken over by a newer page: nothing is read or written any more. */
export class StoreGoneError extends Error {
  override readonly name = 'StoreGoneError';
}

const FAULT_BY_NAME: Readonly<Record<string, StoreFault>> = {
  QuotaExceededError: 'quota',
  DatabaseClosedError: 'closed',
  InvalidStateError: 'closed',
  TransactionInactiveError: 'closed',
  UnknownError: 'closed',
  MissingAPIError: 'unavailable',
  OpenFailedError: 'unavailable',
  SecurityError: 'unavailable',
};

/** Classifies an error of IndexedDB or Dexie. Browsers wrap the real one (an abort hides a full disk), so look inside. */
export function storeFault(error: unknown): StoreFault {
  const names = namesWithin(error);
  const found = names.map((name) => FAULT_BY_NAME[name] ?? 'other');
  if (found.includes('quota')) return 'quota';
  return found.find((fault) => fault !== 'other') ?? 'other';
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
