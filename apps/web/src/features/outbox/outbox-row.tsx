'use client';

import type { OutboxItem } from '@tidemark/sync-client';
import { CircleAlert, Clock3, Eye } from 'lucide-react';
import type { FormEvent } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { clock } from '../../time/format.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { inputBox } from '../../ui/field.tsx';
import { composes } from '../composer/keys.ts';
import { useUnfinished } from '../composer/use-unfinished.ts';
import { toast } from '../../ui/toast.ts';
import { refusalText } from '../session/refusal.ts';
import { actionWords } from './action-words.ts';
import { type Amend, amendOf, OUTBOX_PLACE } from './stranded.ts';
import { oneLine } from '../session-list/preview.ts';

/** One action that waits: what it is, how it stands, and what can be done with it. */
export function OutboxRow(props: { readonly item: OutboxItem; readonly place: number; readonly isLive: boolean }) {
  const client = useClient();
  const { kept, put } = useUnfinished(OUTBOX_PLACE);
  const { item } = props;
  const amend = amendOf(kept, item);
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
      {amend ? (
        <Editor amend={amend} onText={(next) => put({ ...amend, text: next })} onDone={() => put(null)} />
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
              <Button
                small
                disabled={kept !== null}
                onClick={() => put({ kind: 'amend', sessionId: item.sessionId, clientId: item.clientId, text })}
              >
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

function Editor(props: {
  readonly amend: Amend;
  readonly onText: (text: string) => void;
  readonly onDone: () => void;
}) {
  const client = useClient();
  const { text, clientId } = props.amend;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    // On its way, it is gone from here in a moment: what was typed then shows by itself.
    if (await client.amend(clientId, text)) props.onDone();
    else toast('It has left this device: what you typed is kept here.');
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
          onChange={(event) => props.onText(event.target.value)}
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
