/** A piece of a text: as it is, or the name of someone who is known here. */
export type MentionPart = { readonly text: string; readonly userId: string | null };

/** Users by their username in lower case. */
export type Names = ReadonlyMap<string, string>;

const MENTION = /(?<![\p{L}\p{N}_@./-])@([a-z0-9_.-]+)/giu;

/** Splits a text at the names of known people; joined together, the parts are the text again. */
export function splitMentions(text: string, names: Names): readonly MentionPart[] {
  if (names.size === 0 || !text.includes('@')) return [{ text, userId: null }];
  const parts: MentionPart[] = [];
  let done = 0;
  for (const match of text.matchAll(MENTION)) {
    const found = known(match[1] ?? '', names);
    if (found === null) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index), userId: null });
    done = match.index + 1 + found.length;
    parts.push({ text: text.slice(match.index, done), userId: found.userId });
  }
  if (done < text.length) parts.push({ text: text.slice(done), userId: null });
  return parts;
}

/** The users whom a text names, each once. */
export function mentionedIn(text: string, names: Names): readonly string[] {
  return [...new Set(splitMentions(text, names).flatMap(({ userId }) => (userId === null ? [] : [userId])))];
}

/** A name may end a sentence: what is not known with its last dot may be without. */
function known(typed: string, names: Names): { readonly userId: string; readonly length: number } | null {
  for (const name of [typed, typed.replace(/[.-]+$/, '')]) {
    const userId = names.get(name.toLowerCase());
    if (userId !== undefined) return { userId, length: name.length };
  }
  return null;
}
