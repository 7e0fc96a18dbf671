import type { FencePart } from './fences.ts';

/** Beyond these the time of the parser, or the depth of its tree, could be felt. */
const MOST_CHARS = 12_000;
const MOST_MARKS = 600;
const MOST_LINES = 1500;
const MOST_LEVELS = 6;

const MARKS = /[*_~`[\]<>@\\!|]|^[ \t]*(?:[-+]|\d{1,9}[.)])/gm;
const TOO_DEEP = new RegExp(`^(?:[ \\t]*(?:>|[-*+](?=[ \\t]|$)|\\d{1,9}[.)](?=[ \\t]|$))){${MOST_LEVELS + 1}}`, 'm');

/** True when parsing stays quick whatever the text does: markup is counted before it is read. */
export function affordable(parts: readonly FencePart[]): boolean {
  let chars = 0;
  let lines = 0;
  let marks = 0;
  for (const part of parts) {
    if (part.kind === 'code') continue;
    chars += part.text.length;
    if (chars > MOST_CHARS) return false;
    lines += part.text.split('\n', MOST_LINES + 1).length;
    marks += part.text.match(MARKS)?.length ?? 0;
    if (lines > MOST_LINES || marks > MOST_MARKS || TOO_DEEP.test(part.text)) return false;
  }
  return parts.length <= MOST_MARKS;
}
