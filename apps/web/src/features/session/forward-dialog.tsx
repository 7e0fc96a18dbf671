'use client';

import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { messageOf } from '../../sync/failure-words.ts';
import { useClient, useSessions } from '../../sync/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { FieldError, inputBox } from '../../ui/field.tsx';
import { Modal } from '../../ui/modal.tsx';
import { toast } from '../../ui/toast.ts';

/** Where to pass messages on to, in their order: one chat or several. */
export function ForwardDialog(props: {
  readonly sessionId: string;
  /** Null while it is closed. */
  readonly seqs: readonly number[] | null;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}) {
  const search = useRef<HTMLInputElement>(null);
  return (
    <Modal open={props.seqs !== null} onClose={props.onClose} title="Forward to" initialFocus={search}>
      {props.seqs ? (
        <Choice
          sessionId={props.sessionId}
          seqs={props.seqs}
          search={search}
          onClose={props.onClose}
          onDone={props.onDone}
        />
      ) : null}
    </Modal>
  );
}

function Choice(props: {
  readonly sessionId: string;
  readonly seqs: readonly number[];
  readonly onDone?: () => void;
  readonly search: React.RefObject<HTMLInputElement | null>;
  readonly onClose: () => void;
}) {
  const client = useClient();
  const sessions = useSessions();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  /** What has gone, by chat and message: a second try goes on where the first one ended. */
  const done = useRef(new Set<string>());
  const wanted = query.trim().toLowerCase();
  const listed = (sessions ?? []).filter(({ member, name }) => member && name.toLowerCase().includes(wanted));
  const toggle = (id: string) =>
    setChosen((before) =>
      before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set(before).add(id),
    );

  const forward = async () => {
    setBusy(true);
    setError(null);
    try {
      for (const to of chosen) {
        for (const seq of props.seqs) {
          const key = `${to}/${seq}`;
          if (done.current.has(key)) continue;
          const sent = await client.forward({ sessionId: props.sessionId, seq }, to);
          if (sent === null) return setError('A message is not on this device any more.');
          done.current.add(key);
        }
      }
      toast(chosen.size === 1 ? 'Forwarded' : `Forwarded to ${chosen.size} chats`);
      props.onClose();
      props.onDone?.();
    } catch (cause) {
      setError(messageOf(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <div className="px-5 pb-2">
        <div className={inputBox(false)}>
          <Search aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
          <input
            ref={props.search}
            type="search"
            aria-label="Find a chat to forward to"
            placeholder="Find a chat"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="min-w-0 flex-1 bg-transparent py-2 outline-none max-wide:text-[1rem]"
          />
        </div>
      </div>
      <ul
        aria-label="Chats to forward to"
        className="max-h-[46dvh] min-h-24 overflow-y-auto px-3 [scrollbar-width:thin]"
      >
        {listed.map((session) => (
          <li key={session.sessionId}>
            <label className="flex min-h-[52px] cursor-pointer items-center gap-3 rounded-md px-2 hover:bg-hover">
              <Avatar
                id={session.peer?.userId ?? session.sessionId}
                name={session.name}
                group={session.sessionKind === 'group'}
                size="36px"
              />
              <span className="min-w-0 flex-1 truncate font-[550]">
                <bdi>{session.name}</bdi>
              </span>
              <input
                type="checkbox"
                checked={chosen.has(session.sessionId)}
                onChange={() => toggle(session.sessionId)}
                className="size-[18px] accent-tide"
              />
            </label>
          </li>
        ))}
      </ul>
      {listed.length === 0 ? <p className="px-5 py-3 text-small text-ink-2">No chat has that name.</p> : null}
      {error ? (
        <div className="px-5 pt-2">
          <FieldError>{error}</FieldError>
        </div>
      ) : null}
      <footer className="flex justify-end gap-2 px-5 pt-3 pb-[18px]">
        <Button onClick={props.onClose}>Cancel</Button>
        <Button look="primary" busy={busy} disabled={chosen.size === 0} onClick={() => void forward()}>
          Forward
        </Button>
      </footer>
    </>
  );
}
