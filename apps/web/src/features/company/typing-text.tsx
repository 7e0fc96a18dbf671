'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useClient } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { typingWords } from './words.ts';

/** Who types in a session, as a line of text. */
export function TypingText(props: { readonly session: SessionListItem; readonly typists: readonly string[] }) {
  const { session, typists } = props;
  const client = useClient();
  const group = session.sessionKind === 'group';
  const asked = group ? typists : [];
  const people = useLive(client, `users ${asked.join(' ')}`, () => client.live.users(asked));
  const names = typists.map((userId) => people?.get(userId)?.displayName ?? 'Someone');
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 font-[550] text-tide">
      <span aria-hidden="true" className="typing-dots">
        <i />
        <i />
        <i />
      </span>
      <span className="truncate">{typingWords(names, group)}</span>
    </span>
  );
}
