/** Code in a fence, code in a line, then what is bold, struck out or slanted: the first that begins is read first. */
const MARKED = new RegExp(
  [
    String.raw`^ {0,3}(?:\x60{3,})[^\n\x60]*\n(?<fenced>[\s\S]*?)(?:\n {0,3}\x60{3,}[ \t]*$|(?![\s\S]))`,
    String.raw`\x60(?<code>[^\x60\n]+)\x60`,
    String.raw`(?<pair>\*\*|~~)(?=\S)(?<strong>[^\n]+?)(?<=\S)\k<pair>`,
    String.raw`(?<![\w*])\*(?=\S)(?<slanted>[^*\n]+?)(?<=\S)\*(?![\w*])`,
    String.raw`(?<!\w)(?<line>__|_)(?=[^\s_])(?<underlined>[^\n]+?)(?<=[^\s_])\k<line>(?!\w)`,
  ].join('|'),
  'gm',
);
/** What a line of a quote or a heading begins with. */
const LINE_START = /^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+)+/gm;

/**
 * The words of a message where no markup is drawn: in a list, a quote, on the pinned bar. Code keeps what stands in it.
 * Quick for the beginning of a text, which is all that such places show: cut it first.
 */
export function plainWords(text: string): string {
  return text.replace(LINE_START, '').replace(MARKED, (...match) => {
    const found = match.at(-1) as Readonly<Record<string, string | undefined>>;
    const { fenced, code, strong, slanted, underlined } = found;
    return fenced ?? code ?? strong ?? slanted ?? underlined ?? '';
  });
}
