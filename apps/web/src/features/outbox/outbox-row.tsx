'use client';

import type { OutboxItem } from '@tidemark/sync-client';
import { CircleAlert, Clock3, Eye } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { clock } from '../../time/format.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { inputBox } from '../../ui/field.tsx';
import { composes } from '../composer/keys.ts';
import { toast } from '../../ui/toast.ts';
import { refusalText } from '../session/refusal.ts';
import { actionWords } from './action-words.ts';
import { oneLine } from '../session-list/preview.ts';

/** One action that waits: what it is, how it stands, and what can be done with it. */
export function OutboxRow(props: { readonly item: OutboxItem; readonly place: number; readonly isLive: boolean }) {
  const client = useClient();
  const [editing, setEditing] = useState(false);
  const { item } = props;
  const refused = item.state.kind === 'refused' ? item.state.code : null;
  const text = item.action.kind === 'send' ? item.action.text : null;
  const Icon = refused !== null ? CircleAlert : text === null ? Eye : Clock3;
  const state = refused === null ? (props.isLive ? 'Being sent' : 'Waiting') : refusalText(refused);
  return (
    <li className="flex flex-wrap items-center gap-x-3.5 gap-y-1.5 px-[18px] py-2.5">
      <span className="tabular w-3.5 text-ink-3">{props.place}</span>
      <Icon
        aria-hidden="true"
        className={cx('size-[18px] shrink-0 stroke-[1.75]', refused === null ? 'text-ink-2' : 'text-coral')}
      />
      {editing && text !== null ? (
        <Editor clientId={item.clientId} text={text} onDone={() => setEditing(false)} />
      ) : (
        <>
          <div className="min-w-[10rem] flex-1">
            <p dir="auto" className="truncate">
              {oneLine(item.action.kind === 'send' ? item.action.text : actionWords(item.action))}
            </p>
            <p className={cx('tabular text-caption', refused === null ? 'text-ink-3' : 'text-coral')}>
              {text !== null ? 'Message' : item.action.kind === 'read' ? 'Marker' : 'Change'} at {clock(item.createdAt)}{' '}
              · {state}
            </p>
          </div>
          <div className="ms-auto flex gap-1">
            {text !== null && (refused !== null || !props.isLive) ? (
              <Button small onClick={() => setEditing(true)}>
                Edit
              </Button>
            ) : null}
            {refused !== null ? (
              <Button small look="plain" onClick={() => void client.retry(item.clientId)}>
                Retry
              </Button>
            ) : null}
            {item.action.kind === 'send' || item.action.kind === 'change' ? (
              <Button
                small
                look={refused === null ? 'plain' : 'danger'}
                onClick={() => void client.discard(item.clientId)}
              >
                {refused === null ? 'Cancel' : 'Discard'}
              </Button>
            ) : null}
          </div>
        </>
      )}
    </li>
  );
}

function Editor(props: { readonly clientId: string; readonly text: string; readonly onDone: () => void }) {
  const client = useClient();
  const [text, setText] = useState(props.text);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    if (!(await client.amend(props.clientId, text))) toast('It has left this device: edit it in its chat.');
    props.onDone();
  };
  return (
    <form className="flex min-w-[10rem] flex-1 flex-wrap items-end gap-2" onSubmit={(event) => void save(event)}>
      <div className={inputBox(false, 'min-w-[10rem] flex-1')}>
        <textarea
          aria-label="Text"
          dir="auto"
          autoFocus
          rows={Math.min(6, text.split('\n').length)}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && !composes(event.nativeEvent)) props.onDone();
          }}
          className="min-w-0 flex-1 resize-none bg-transparent py-2 outline-none max-wide:text-[1rem]"
        />
      </div>
      <Button small type="submit" look="primary">
        Save
      </Button>
      <Button small look="plain" onClick={props.onDone}>
        Keep as it was
      </Button>
    </form>
  );
}
