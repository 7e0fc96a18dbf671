'use client';

import type { SessionListItem, UserProfile } from '@tidemark/sync-client';
import { ArrowUp, Check, Smile } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useClient, useStatus } from '../../sync/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton, iconButtonClass } from '../../ui/button.tsx';
import { EmojiButton } from '../emoji/emoji-button.tsx';
import { useMedia } from '../../ui/use-media.ts';
import type { Readers } from '../markdown/markdown.tsx';
import { sayTyping } from '../company/say-typing.ts';
import { mentionedIn } from '../markdown/mentions.ts';
import { BytesLeft } from './bytes-left.tsx';
import { CompletionList } from './completion-list.tsx';
import { useDraft } from './drafts.ts';
import { meaningOf, meansSend } from './keys.ts';
import { ModeBar } from './mode-bar.tsx';
import { type ComposerMode, nameOfMode } from './mode.ts';
import { placeholderOf } from './placeholder.ts';
import { bytesLeft, isBlank, outgoing } from './text.ts';
import { useAutosize } from './use-autosize.ts';
import { useCompletion } from './use-completion.ts';
import { useSend } from './use-send.ts';

type Props = {
  readonly session: SessionListItem;
  /** Who can be mentioned. */
  readonly people: readonly UserProfile[];
  readonly readers: Readers;
  readonly mode: ComposerMode;
  readonly onWantPeople: () => void;
  readonly onSent: () => void;
  /** Another text is written for the message that is being edited. */
  readonly onEdited: (text: string) => void;
  /** An answer or an edit is given up. */
  readonly onCancel: () => void;
  /** What was written is on its way. */
  readonly onDone: () => void;
  /** Edits the last message of one's own. */
  readonly onEditLast: () => void;
  readonly onJump: (seq: number) => void;
};

/** Where one writes, as long as one is a member. */
export function Composer(props: Props) {
  return props.session.member ? (
    <Field {...props} />
  ) : (
    <p className="shrink-0 border-t border-line bg-panel px-4 py-4 text-center text-small text-ink-2">
      You are no longer a member of this chat. What you could read stays here.
    </p>
  );
}

/** Enter sends, Shift+Enter breaks the line (by touch, Enter does); what is half-written is kept per session. */
function Field(props: Props) {
  const { session, people, onWantPeople, mode } = props;
  const client = useClient();
  const status = useStatus();
  const byTouch = useMedia('(pointer: coarse)');
  const id = useId();
  const accountId = client.account.userId;
  const [draft, setDraft] = useDraft(session.sessionId);
  const editing = mode.kind === 'edit';
  // What one edits is not the draft: that is there again afterwards.
  const written = editing ? mode.written : draft;
  const setWritten = editing ? props.onEdited : setDraft;
  const field = useRef<HTMLTextAreaElement>(null);
  useAutosize(field, written);
  const post = useSend(session.sessionId, setDraft, props.onSent);
  const completion = useCompletion({ field, people, onWantPeople, markOf, onText: setWritten });

  useEffect(() => {
    // One goes on where the draft ends.
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
    // On a phone this would raise the keyboard over what one came to read.
    if (window.matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true });
  }, []);

  useEffect(() => () => client.company.typed(session.sessionId, false), [client, session.sessionId]);
  const modeName = nameOfMode(mode);
  const before = useRef(modeName);
  useLayoutEffect(() => {
    if (before.current === modeName) return;
    before.current = modeName;
    field.current?.focus({ preventScroll: true });
    // What is to be edited is read from its end.
    if (editing) field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [editing, modeName]);

  const text = outgoing(written);
  const { left, say } = bytesLeft(text);
  const sendable = !isBlank(text) && left >= 0;
  const send = () => {
    if (!sendable) return;
    completion.close();
    client.company.typed(session.sessionId, false);
    field.current?.focus({ preventScroll: true });
    post(text, mode, mentionedIn(text, props.readers.names));
    props.onDone();
  };
  const insert = (emoji: string) => {
    const element = field.current;
    if (!element) return;
    element.setRangeText(emoji, element.selectionStart, element.selectionEnd, 'end');
    setWritten(element.value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (completion.onKeyDown(event)) return;
    const press = { ...pick(event), isComposing: event.nativeEvent.isComposing };
    const meant = meansSend(press, byTouch) ? send : meaningOf(press, written, mode.kind);
    if (!meant) return;
    event.preventDefault();
    if (meant === 'cancel') props.onCancel();
    else if (meant === 'edit-last') props.onEditLast();
    else meant();
  };

  const listed = completion.suggestions.length > 0;
  return (
    <form
      className="shrink-0 bg-shore px-[54px] pb-4 max-wide:px-2 max-wide:pb-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="relative mx-auto max-w-[760px] rounded-lg bg-surface p-[5px] shadow-[inset_0_0_0_1px_var(--color-edge)] focus-within:shadow-[inset_0_0_0_2px_var(--color-focus)] max-wide:rounded-[26px] max-wide:p-1">
        {listed ? (
          <CompletionList
            id={`${id}-list`}
            label={completion.kind === 'emoji' ? 'Emoji' : 'People'}
            suggestions={completion.suggestions}
            active={completion.active}
            onAccept={completion.accept}
            onActive={completion.setActive}
          />
        ) : null}
        {mode.kind === 'new' ? null : <ModeBar mode={mode} onJump={props.onJump} onCancel={props.onCancel} />}
        <div className="flex items-end gap-0.5 ps-[7px] max-wide:ps-2.5">
          <textarea
            ref={field}
            aria-label="Message"
            aria-describedby={say ? `${id}-left` : undefined}
            aria-autocomplete="list"
            aria-controls={listed ? `${id}-list` : undefined}
            aria-activedescendant={listed ? `${id}-list-${completion.active}` : undefined}
            dir="auto"
            rows={1}
            value={written}
            placeholder={placeholderOf(status, session.name)}
            onChange={(event) => {
              sayTyping(client, session.sessionId, written, event.target.value);
              setWritten(event.target.value);
              completion.look();
            }}
            onSelect={completion.look}
            onBlur={() => {
              completion.close();
              client.company.typed(session.sessionId, false);
            }}
            onKeyDown={onKeyDown}
            enterKeyHint={byTouch ? 'enter' : 'send'}
            className="field-sizing-content max-h-[40dvh] min-w-0 flex-1 resize-none overflow-y-auto bg-transparent px-1.5 py-[7px] text-body wrap-anywhere outline-none [scrollbar-width:thin] placeholder:truncate max-wide:py-[11px] max-wide:text-[1rem]"
          />
          {say ? <BytesLeft id={`${id}-left`} left={left} /> : null}
          <EmojiButton
            accountId={accountId}
            onPick={insert}
            returnTo={field}
            trigger={
              <IconButton label="Emoji">
                <Smile aria-hidden="true" />
              </IconButton>
            }
          />
          <button
            type="submit"
            aria-label={editing ? 'Save' : 'Send'}
            title={editing ? 'Save' : 'Send'}
            disabled={!sendable}
            className={iconButtonClass(
              false,
              'bg-tide text-on-tide hover:bg-tide-strong hover:text-on-tide disabled:bg-sunken disabled:text-ink-3 max-wide:rounded-full',
            )}
          >
            {editing ? <Check aria-hidden="true" /> : <ArrowUp aria-hidden="true" />}
          </button>
        </div>
      </div>
    </form>
  );
}

function markOf({ userId, displayName }: UserProfile) {
  return <Avatar id={userId} name={displayName} short size="24px" className="text-micro!" />;
}

function pick(event: KeyboardEvent) {
  const { key, keyCode, shiftKey, ctrlKey, metaKey, altKey } = event;
  return { key, keyCode, shiftKey, ctrlKey, metaKey, altKey };
}
