import type { SkinTone } from 'frimousse';

const TONES: readonly string[] = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'];

/** The skin tone that someone chose last on this browser profile. */
export function skinToneOf(accountId: string): SkinTone {
  try {
    const kept = window.localStorage.getItem(keyOf(accountId));
    return kept !== null && TONES.includes(kept) ? (kept as SkinTone) : 'none';
  } catch {
    return 'none';
  }
}

export function keepSkinTone(accountId: string, tone: SkinTone): void {
  try {
    window.localStorage.setItem(keyOf(accountId), tone);
  } catch {
    // Full or forbidden storage: it is chosen anew next time.
  }
}

/** At the end of a login. */
export function forgetSkinTone(accountId: string): void {
  try {
    window.localStorage.removeItem(keyOf(accountId));
  } catch {
    // Forbidden storage held nothing.
  }
}

function keyOf(accountId: string): string {
  return `tidemark:skin-tone:${accountId}`;
}
