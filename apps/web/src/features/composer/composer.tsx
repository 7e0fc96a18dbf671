'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useClient, useStatus } from '../../sync/hooks.ts';
import { iconButtonClass } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { messageOf } from '../../sync/failure-words.ts';
import { toast } from '../../ui/toasts.tsx';
import { useDraft } from './drafts.ts';
import { meansSend } from './keys.ts';
import { placeholderOf } from './placeholder.ts';
import { bytesLeft, isBlank, outgoing } from './text.ts';
import { useAutosize } from './use-autosize.ts';

/** Where one writes. Enter sends, Shift+Enter breaks the line; what is half-written is kept per session. */
export function Composer(props: { readonly session: SessionListItem; readonly onSent: () => void }) {
  const { session } = props;
  const client = useClient();
  const status = useStatus();
  const [draft, setDraft] = useDraft(client.account.userId, session.sessionId);
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  const field = useRef<HTMLTextAreaElement>(null);
  useAutosize(field, draft);

  useEffect(() => {
    // On a phone this would raise the keyboard over what one came to read.
    if (window.matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true });
  }, []);

  if (!session.member) {
    return (
      <p className="shrink-0 border-t border-line bg-panel px-4 py-4 text-center text-small text-ink-2">
        You are no longer a member of this chat. What you could read stays here.
      </p>
    );
  }

  const text = outgoing(draft);
  const { left, say } = bytesLeft(text);
  const sendable = !isBlank(text) && left >= 0;
  const send = () => {
    if (!sendable) return;
    setDraft('');
    field.current?.focus({ preventScroll: true });
    // One after the other, without holding up the next line: who types fast loses no Enter and no order.
    sent.current = sent.current
      .then(() => client.send(session.sessionId, text))
      .then(props.onSent)
      .catch((cause: unknown) => {
        // Nothing was queued: the text goes back to where it can be sent again, before what was written since.
        setDraft((since) => (since === '' ? text : `${text}\n${since}`));
        toast(messageOf(cause));
      });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!meansSend({ ...pick(event), isComposing: event.nativeEvent.isComposing })) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="shrink-0 bg-shore px-[54px] pb-4 max-wide:px-2 max-wide:pb-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="mx-auto flex max-w-[760px] items-end gap-0.5 rounded-lg bg-surface p-[5px] ps-3 shadow-[inset_0_0_0_1px_var(--color-edge)] focus-within:shadow-[inset_0_0_0_2px_var(--color-focus)] max-wide:rounded-3xl max-wide:p-0.5 max-wide:ps-3">
        <textarea
          ref={field}
          aria-label="Message"
          aria-describedby={say ? 'composer-left' : undefined}
          dir="auto"
          rows={1}
          value={draft}
          placeholder={placeholderOf(status, session.name)}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          enterKeyHint="send"
          className="field-sizing-content max-h-[40dvh] min-w-0 flex-1 resize-none overflow-y-auto bg-transparent px-1.5 py-[7px] text-body wrap-anywhere outline-none [scrollbar-width:thin] placeholder:truncate max-wide:py-[11px] max-wide:text-[1rem]"
        />
        {say ? (
          <span
            id="composer-left"
            className={cx('tabular self-center px-2 text-caption', left < 0 ? 'font-[550] text-coral' : 'text-ink-3')}
          >
            {left < 0 ? `${(-left).toLocaleString('en')} bytes too long` : `${left.toLocaleString('en')} bytes left`}
          </span>
        ) : null}
        <button
          type="submit"
          aria-label="Send"
          title="Send"
          disabled={!sendable}
          className={iconButtonClass(
            false,
            'bg-tide text-on-tide hover:bg-tide-strong hover:text-on-tide disabled:bg-sunken disabled:text-ink-3 max-wide:rounded-full',
          )}
        >
          <ArrowUp aria-hidden="true" />
        </button>
      </div>
    </form>
  );
}

function pick(event: KeyboardEvent) {
  const { key, keyCode, shiftKey, ctrlKey, metaKey, altKey } = event;
  return { key, keyCode, shiftKey, ctrlKey, metaKey, altKey };
}
