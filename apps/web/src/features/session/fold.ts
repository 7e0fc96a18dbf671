const MOST_LINES = 40;
const MOST_CHARS = 4000;

/** The beginning of a long message, or null when it is short enough to be shown whole. */
export function foldedText(text: string): string | null {
  let cut = Math.min(text.length, MOST_CHARS);
  let at = -1;
  for (let line = 0; line < MOST_LINES; line++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0 || at >= cut) break;
    if (line === MOST_LINES - 1) cut = at;
  }
  if (cut >= text.length) return null;
  // Not through the middle of a surrogate pair.
  const code = text.charCodeAt(cut - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut);
}
