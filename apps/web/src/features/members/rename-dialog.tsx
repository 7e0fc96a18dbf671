'use client';

import { LIMITS, type SessionListItem } from '@tidemark/sync-client';
import { type FormEvent, type RefObject, useRef, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { messageOf } from '../../sync/failure-words.ts';
import { Modal } from '../../ui/modal.tsx';

type Props = { readonly session: SessionListItem; readonly open: boolean; readonly onClose: () => void };

export function RenameDialog(props: Props) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Modal open={props.open} onClose={props.onClose} title="Rename group" initialFocus={field}>
      <RenameForm session={props.session} onClose={props.onClose} field={field} />
    </Modal>
  );
}

function RenameForm(props: Omit<Props, 'open'> & { readonly field: RefObject<HTMLInputElement | null> }) {
  const client = useClient();
  const [title, setTitle] = useState(props.session.title ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const name = title.trim();
    if (name === '') return setError('A group has a name.');
    if (name === props.session.title) return props.onClose();
    setBusy(true);
    try {
      await client.rename(props.session.sessionId, name);
      props.onClose();
    } catch (cause) {
      setError(messageOf(cause));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <div className="px-5 pb-3">
        <Field
          ref={props.field}
          label="Group name"
          value={title}
          maxLength={LIMITS.titleChars}
          error={error}
          onChange={(event) => {
            setTitle(event.target.value);
            setError(null);
          }}
        />
      </div>
      <footer className="flex justify-end gap-2 px-5 pt-3 pb-[18px]">
        <Button onClick={props.onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={busy}>
          Save
        </Button>
      </footer>
    </form>
  );
}
