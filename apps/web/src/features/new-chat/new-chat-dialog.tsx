'use client';

import { LIMITS } from '@tidemark/sync-client';
import { useRef, useState } from 'react';
import { navigate } from '../../routing/navigate.ts';
import { paths } from '../../routing/route.ts';
import { isOnline, useClient, useStatus } from '../../sync/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { messageOf } from '../../sync/failure-words.ts';
import { Modal } from '../../ui/modal.tsx';
import { UsernameInput } from './username-input.tsx';
import { addUsernames, parseUsernames } from './usernames.ts';

/** Starts a direct session with one other, or a group with several. */
export function NewChatDialog(props: { readonly open: boolean; readonly onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Modal open={props.open} onClose={props.onClose} title="New chat" initialFocus={field}>
      <NewChatForm field={field} onClose={props.onClose} />
    </Modal>
  );
}

function NewChatForm(props: {
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly onClose: () => void;
}) {
  const client = useClient();
  const online = isOnline(useStatus());
  const [names, setNames] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const [title, setTitle] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const all = addUsernames(names, parseUsernames(typed));
  const group = all.length > 1;

  const start = async () => {
    if (busy) return;
    if (all.length === 0) return setError('Enter a username.');
    setBusy(true);
    setError(null);
    try {
      const name = title.trim() || all.join(', ').slice(0, LIMITS.titleChars);
      const sessionId = await client.createSession({ usernames: all, title: group ? name : null });
      props.onClose();
      navigate(paths.session(sessionId));
    } catch (cause) {
      setError((await unknownAmong(client, all)) ?? messageOf(cause));
      setBusy(false);
    }
  };

  return (
    <form
      className="grid"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <div className="grid gap-3.5 px-5 pt-0.5 pb-3">
        <UsernameInput
          field={props.field}
          names={names}
          onNames={(next) => {
            setNames(next);
            setError(null);
          }}
          typed={typed}
          onTyped={(next) => {
            setTyped(next);
            setError(null);
          }}
          onEnter={() => void start()}
          error={error}
        />
        {group ? (
          <Field
            label="Group name"
            value={title}
            maxLength={LIMITS.titleChars}
            placeholder={all.join(', ').slice(0, LIMITS.titleChars)}
            onChange={(event) => setTitle(event.target.value)}
          />
        ) : null}
        {online ? null : <p className="text-small text-amber">A new chat needs a connection. It is off right now.</p>}
      </div>
      <footer className="flex justify-end gap-2 px-5 pt-3 pb-[18px]">
        <Button onClick={props.onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={busy}>
          Start
        </Button>
      </footer>
    </form>
  );
}

/** Which of several names nobody has: the refusal itself does not say. */
async function unknownAmong(client: ReturnType<typeof useClient>, names: readonly string[]): Promise<string | null> {
  if (names.length < 2) return null;
  const found = await Promise.all(
    names.map((name) =>
      client.findUser(name).then(
        () => null,
        (cause: unknown) => (isUnknown(cause) ? name : null),
      ),
    ),
  );
  const unknown = found.filter((name) => name !== null);
  return unknown.length > 0 ? `Nobody is called ${unknown.join(', ')}.` : null;
}

function isUnknown(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'user-unknown';
}
