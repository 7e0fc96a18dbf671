/** A piece of a message: plain text, or text that is also a link. */
export type TextPart = { readonly text: string; readonly href: string | null };

const CANDIDATE = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/giu;
/** Ends a sentence rather than a URL. */
const TRAILING = /[.,:;!?…*_~。、，！？；：」』）】’”]/u;

/**
 * Splits a text into links and the rest. Links are http and https alone, never carry credentials, and are shown as they
 * were written; joined together, the parts are the text again.
 */
export function linkify(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = trimUrl(match[0]);
    const href = safeHref(shown);
    if (href === null) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index), href: null });
    parts.push({ text: shown, href });
    done = match.index + shown.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done), href: null });
  return parts;
}

function trimUrl(candidate: string): string {
  // Counted once and kept up to date: thousands of closing brackets must not cost their square.
  let rounds = surplus(candidate, '(', ')');
  let squares = surplus(candidate, '[', ']');
  let end = candidate.length;
  for (; end > 0; end--) {
    const last = candidate[end - 1] ?? '';
    if (last === ')' && rounds > 0) rounds--;
    else if (last === ']' && squares > 0) squares--;
    else if (!TRAILING.test(last)) break;
  }
  return candidate.slice(0, end);
}

function surplus(text: string, open: string, close: string): number {
  return text.split(close).length - text.split(open).length;
}

function safeHref(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.hostname !== '' && url.username === '' && url.password === '' ? url.href : null;
}
