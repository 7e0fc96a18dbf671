/** A text between fences, or outside of them. */
export type FencePart =
  | { readonly kind: 'code'; readonly value: string; readonly language: string }
  | { readonly kind: 'text'; readonly text: string };

const OPENING = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/;

/**
 * Takes the fenced code out of a text before anything else looks at it: code is never read as markup, and a long listing
 * costs nothing. A fence that nothing closes reaches to the end; a fence around nothing is text.
 */
export function splitFences(text: string): readonly FencePart[] {
  const parts: FencePart[] = [];
  const lines = text.split('\n');
  let outside: string[] = [];
  const flush = () => {
    const joined = outside.join('\n').replace(/^\n+|\n+$/g, '');
    if (joined !== '') parts.push({ kind: 'text', text: joined });
    outside = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const opening = OPENING.exec(line);
    const mark = opening?.[1];
    if (mark === undefined) {
      outside.push(line);
      continue;
    }
    const end = closingOf(lines, at + 1, mark);
    const value = lines.slice(at + 1, end).join('\n');
    if (value.trim() === '') {
      outside.push(...lines.slice(at, end + 1));
    } else {
      flush();
      parts.push({ kind: 'code', value, language: (opening?.[2] ?? '').trim().slice(0, 20) });
    }
    at = end;
  }
  flush();
  return parts;
}

function closingOf(lines: readonly string[], from: number, mark: string): number {
  const closing = new RegExp(`^ {0,3}${mark[0] ?? ''}{${mark.length},}[ \\t]*$`);
  for (let at = from; at < lines.length; at++) if (closing.test(lines[at] ?? '')) return at;
  return lines.length;
}
