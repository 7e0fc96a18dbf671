import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import { affordable } from './cost.ts';
import { splitFences } from './fences.ts';
import type { Root } from './tree.ts';

/** A stretch of a message: code between fences, text with markup, or text as it is. */
export type Segment =
  | { readonly kind: 'code'; readonly value: string; readonly language: string }
  | { readonly kind: 'prose'; readonly source: string; readonly root: Root }
  | { readonly kind: 'plain'; readonly text: string };

/**
 * Left out of Markdown: what would swallow what someone has typed (HTML, definitions, entities), and what nobody means
 * in a chat (indented code, underlined headings, rules).
 */
const LEFT_OUT = [
  'codeIndented',
  'htmlFlow',
  'htmlText',
  'definition',
  'setextUnderline',
  'thematicBreak',
  'characterReference',
];

const OPTIONS = {
  extensions: [gfmStrikethrough({ singleTilde: false }), gfmAutolinkLiteral(), { disable: { null: LEFT_OUT } }],
  mdastExtensions: [gfmStrikethroughFromMarkdown(), gfmAutolinkLiteralFromMarkdown()],
};

/** Without one of these there is nothing to parse. */
const MARKUP = /[*_~`[\\<>#@]|:\/\/|www\.|^[ \t]*(?:[-+]|\d{1,9}[.)])[ \t]/im;

/** An indent that stands for itself, not for the level of a list, a quote, a fence or a heading. */
const INDENT = /^[ \t]+(?![ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>|`{3}|~{3}|#{1,6}[ \t])/gm;

/** How many characters of texts are kept parsed. */
const CACHE_CHARS = 400_000;
const cache = new Map<string, readonly Segment[]>();
let cached = 0;

/** Parses a message's text, once for each text. No HTML is made at any point; what costs too much stays plain text. */
export function parse(text: string): readonly Segment[] {
  const known = cache.get(text);
  if (known) return known;
  const segments = MARKUP.test(text) ? parseAnew(text) : [{ kind: 'plain', text } as const];
  cache.set(text, segments);
  cached += text.length;
  for (const oldest of cache.keys()) {
    if (cached <= CACHE_CHARS) break;
    cache.delete(oldest);
    cached -= oldest.length;
  }
  return segments;
}

function parseAnew(text: string): readonly Segment[] {
  const parts = splitFences(text);
  if (!affordable(parts)) return [{ kind: 'plain', text }];
  return parts.map((part) => {
    if (part.kind === 'code') return part;
    const source = part.text.replace(INDENT, (indent) => indent.replace(/\t/g, '    ').replace(/ /g, '\u00a0'));
    return { kind: 'prose', source, root: fromMarkdown(source, OPTIONS) };
  });
}

/** The spaces that kept an indent through the parser, as the spaces they were. */
export function withIndents(value: string): string {
  return value.replace(/^\u00a0+/gm, (indent) => ' '.repeat(indent.length));
}
