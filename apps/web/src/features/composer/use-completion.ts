'use client';

import type { UserProfile } from '@tidemark/sync-client';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useState } from 'react';
import type { NamedEmoji } from '../emoji/emoji-data.ts';
import { loadEmoji } from '../emoji/load.ts';
import { bestOf, type Completable, completableAt } from './completion.ts';

export type Suggestion = {
  readonly key: string;
  readonly mark: ReactNode;
  readonly text: string;
  readonly note: string | null;
  /** What takes the place of what was typed. */
  readonly insert: string;
};

/** More would be a list to read. */
const MOST = 8;

type Options = {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Who can be mentioned; asked for with the first `@`. */
  readonly people: readonly UserProfile[];
  readonly onWantPeople: () => void;
  readonly markOf: (person: UserProfile) => ReactNode;
  readonly onText: (text: string) => void;
};

/** Completes `:emoji:` and `@names` while one types. Keys are its own only while it shows something. */
export function useCompletion({ field, people, onWantPeople, markOf, onText }: Options) {
  const [typed, setTyped] = useState<Completable | null>(null);
  const [active, setActive] = useState(0);
  const [emoji, setEmoji] = useState<readonly NamedEmoji[]>([]);
  const kind = typed?.kind;

  useEffect(() => {
    if (kind === 'mention') onWantPeople();
    if (kind !== 'emoji') return;
    // Without the network it may not be here: then there is nothing to choose from.
    void loadEmoji().then(
      ({ namedEmoji }) => setEmoji(namedEmoji),
      () => undefined,
    );
  }, [kind, onWantPeople]);

  const suggestions = typed === null ? [] : suggestionsFor(typed, emoji, people, markOf);

  /** Reads off the field what is being typed now. */
  const look = () => {
    const element = field.current;
    const next =
      element && element.selectionStart === element.selectionEnd
        ? completableAt(element.value, element.selectionStart)
        : null;
    setTyped(next);
    if (next?.query !== typed?.query || next?.from !== typed?.from) setActive(0);
  };
  const close = () => setTyped(null);
  const accept = (index: number) => {
    const chosen = suggestions[index];
    if (!chosen || !typed || !field.current) return;
    field.current.setRangeText(chosen.insert, typed.from, typed.to, 'end');
    onText(field.current.value);
    close();
  };

  /** True when the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const count = suggestions.length;
    if (count === 0 || event.nativeEvent.isComposing || event.keyCode === 229) return false;
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    const act = {
      ArrowDown: () => setActive((active + 1) % count),
      ArrowUp: () => setActive((active + count - 1) % count),
      Enter: () => accept(active),
      Tab: () => accept(active),
      Escape: close,
    }[event.key];
    if (!act) return false;
    event.preventDefault();
    event.stopPropagation();
    act();
    return true;
  };

  return {
    suggestions,
    kind,
    active: Math.min(active, suggestions.length - 1),
    setActive,
    accept,
    look,
    close,
    onKeyDown,
  };
}

function suggestionsFor(
  { kind, query }: Completable,
  emoji: readonly NamedEmoji[],
  people: readonly UserProfile[],
  markOf: (person: UserProfile) => ReactNode,
): readonly Suggestion[] {
  if (kind === 'emoji') {
    return bestOf(emoji, query, ({ codes }) => codes, MOST).map(({ emoji: sign, label, codes }) => ({
      key: sign,
      mark: sign,
      text: `:${codes.find((code) => code.includes(query)) ?? codes[0]}:`,
      note: label,
      insert: `${sign} `,
    }));
  }
  return bestOf(people, query, ({ username, displayName }) => [username, displayName], MOST).map((person) => ({
    key: person.userId,
    mark: markOf(person),
    text: person.displayName,
    note: `@${person.username}`,
    insert: `@${person.username} `,
  }));
}
