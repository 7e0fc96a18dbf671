'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { UserPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { FieldError, inputBox } from '../../ui/field.tsx';
import { messageOf } from '../../sync/failure-words.ts';
import { parseUsernames } from '../new-chat/usernames.ts';

/** Adds people to a group by their usernames. */
export function AddMember(props: { readonly session: SessionListItem; readonly onAdded: () => Promise<void> }) {
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const names = parseUsernames(typed);

  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (names.length === 0 || busy) return;
    setBusy(true);
    setError(null);
    try {
      await client.addMembers(props.session.sessionId, names);
      setTyped('');
      await props.onAdded();
    } catch (cause) {
      setError(messageOf(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void add(event)} className="grid grid-cols-[minmax(0,1fr)] gap-1.5 px-3 py-3">
      <div className={inputBox(error !== null, 'pe-1.5')}>
        <UserPlus aria-hidden="true" className="size-[18px] shrink-0 stroke-[1.75] text-ink-3" />
        <input
          aria-label="Username"
          placeholder="Add by username"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setError(null);
          }}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          className="min-w-0 flex-1 bg-transparent outline-none max-wide:text-[1rem]"
        />
        <Button type="submit" small busy={busy} disabled={names.length === 0}>
          Add
        </Button>
      </div>
      {error ? <FieldError>{error}</FieldError> : null}
    </form>
  );
}
