import { NOT_REACHED, type Reached } from './reached.ts';

/** So many sessions are remembered, those that were open last. */
const MOST = 200;

type Kept = readonly (readonly [sessionId: string, read: number, delivered: number])[];

const keyOf = (accountId: string) => `tidemark:reached:${accountId}`;

/** How far messages were known to have got when their session was last open on this browser profile. */
export function reachedBefore(accountId: string, sessionId: string): Reached {
  const found = read(accountId).find(([id]) => id === sessionId);
  return found ? { read: found[1], delivered: found[2] } : NOT_REACHED;
}

export function rememberReached(accountId: string, sessionId: string, reached: Reached): void {
  if (reached === NOT_REACHED) return;
  const others = read(accountId).filter(([id]) => id !== sessionId);
  const kept: Kept = [[sessionId, reached.read, reached.delivered], ...others.slice(0, MOST - 1)];
  try {
    window.localStorage.setItem(keyOf(accountId), JSON.stringify(kept));
  } catch {
    // Full or forbidden storage: then it is told anew.
  }
}

/** The login has ended: nothing of it stays. */
export function forgetReached(accountId: string): void {
  try {
    window.localStorage.removeItem(keyOf(accountId));
  } catch {
    // Forbidden storage holds nothing either.
  }
}

function read(accountId: string): Kept {
  try {
    const parsed: unknown = JSON.parse(window.localStorage.getItem(keyOf(accountId)) ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(value: unknown): value is Kept[number] {
  return Array.isArray(value) && typeof value[0] === 'string' && value.slice(1, 3).every(Number.isSafeInteger);
}
