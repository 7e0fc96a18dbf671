/** What is being typed that can be completed: from where to where, and what of it is there. */
export type Completable = {
  readonly kind: 'emoji' | 'mention';
  readonly from: number;
  readonly to: number;
  readonly query: string;
};

const EMOJI = /(?<![\p{L}\p{N}:])[:：]((?:[a-z0-9]|[+-]1)[a-z0-9_+-]*)$/iu;
const MENTION = /(?<![\p{L}\p{N}_@./-])[@＠]([\p{L}\p{M}\p{N}_.-]{0,32})$/iu;

/** Looks back from the caret for `:name` or `@name`. Full-width signs count: input methods write them. */
export function completableAt(text: string, caret: number): Completable | null {
  const before = text.slice(Math.max(0, caret - 40), caret);
  for (const [kind, pattern] of [
    ['mention', MENTION],
    ['emoji', EMOJI],
  ] as const) {
    const found = pattern.exec(before);
    const least = kind === 'emoji' ? 2 : 0;
    if (found && (found[1] ?? '').length >= least)
      return { kind, from: caret - found[0].length, to: caret, query: (found[1] ?? '').toLowerCase() };
  }
  return null;
}

/** The best few by a name: what begins with the query before what has it inside, the shorter first. */
export function bestOf<T>(
  all: readonly T[],
  query: string,
  namesOf: (item: T) => readonly string[],
  most: number,
): readonly T[] {
  const ranked = all.flatMap((item) => {
    const ranks = namesOf(item).flatMap((name) => {
      const at = name.toLowerCase().indexOf(query);
      return at < 0 ? [] : [(at === 0 ? 0 : 1000) + name.length];
    });
    return ranks.length === 0 ? [] : [{ item, rank: Math.min(...ranks) }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ item }) => item);
}
