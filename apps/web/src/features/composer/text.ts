import { LIMITS, textBytes } from '@tidemark/sync-client';

/** What is sent of what was typed: blank lines around it go, the rest stays as it is. */
export function outgoing(typed: string): string {
  return typed
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
}

/** True when there is nothing to see in a text: blanks, joiners and direction marks only. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cf}\p{Cc}\p{Z}]*$/u.test(text);
}

/** Bytes left of the limit. Said only near it; negative when over. */
export function bytesLeft(text: string): { readonly left: number; readonly say: boolean } {
  // A UTF-16 unit is at most 3 bytes: far from the limit nothing is counted.
  if (text.length * 3 < LIMITS.textBytes * 0.9) return { left: LIMITS.textBytes - text.length, say: false };
  const left = LIMITS.textBytes - textBytes(text);
  return { left, say: left < LIMITS.textBytes * 0.1 };
}
