'use client';

import { Star } from 'lucide-react';
import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { clock, fullTime } from '../../time/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { hueOf } from '../../ui/hue.ts';
import type { Readers } from '../markdown/markdown.tsx';
import { actionsFor, canReact, type Rights } from './actions.ts';
import { MessageBody, Recalled } from './message-body.tsx';
import type { MenuAnchor } from './message-menu.tsx';
import { MessageToolbar } from './message-toolbar.tsx';
import { nameOf, type People } from './people.ts';
import { ReactionChips } from './reaction-chips.tsx';
import { reactedOf } from './reactions.ts';
import { refusalText } from './refusal.ts';
import type { MessageRow } from './rows.ts';
import { Tick } from './tick.tsx';
import { SelectBox } from './select-box.tsx';
import { usePressed } from './use-pressed.ts';

/** What a message asks its list to do. The same object for as long as the session is open. */
export type MessageActs = {
  readonly onUnfold: (key: string) => void;
  readonly onRetry: (clientId: string) => void;
  readonly onDiscard: (clientId: string) => void;
  readonly onMenu: (row: MessageRow, anchor: MenuAnchor, article: HTMLElement) => void;
  readonly onReact: (row: MessageRow, emoji: string, on: boolean) => void;
  readonly onReply: (row: MessageRow) => void;
  readonly onJump: (seq: number) => void;
  readonly onVersions: (row: MessageRow) => void;
  readonly onUndo: (row: MessageRow) => void;
  /** @param range all from the one before to this one */
  readonly onSelect: (row: MessageRow, range: boolean) => void;
};

type Props = {
  readonly row: MessageRow;
  readonly people: People;
  readonly readers: Readers;
  readonly rights: Rights;
  /** In a group the others are named; in a direct session there is only one. */
  readonly named: boolean;
  readonly position: number | undefined;
  readonly unfolded: boolean;
  /** One has just come here. */
  readonly found: boolean;
  /** Until when its recall can be undone; null while it is not being recalled. */
  readonly undoUntil: number | null;
  /** Whether it is among what is selected; null while nothing is being selected. */
  readonly selected: boolean | null;
  readonly acts: MessageActs;
};

/** One message, with what can be done with it. */
export const Message = memo(function Message(props: Props) {
  const { row, people, readers, acts, rights } = props;
  const { selfId } = readers;
  const article = useRef<HTMLElement>(null);
  const [near, setNear] = useState(false);
  const [busy, setBusy] = useState(false);
  const openMenu = (anchor: MenuAnchor) => (article.current ? acts.onMenu(row, anchor, article.current) : undefined);
  const pressed = usePressed(openMenu);
  const own = row.state !== null;
  const gone = row.recalled || props.undoUntil !== null;
  const author = nameOf(people, row.authorId, selfId);
  const reactable = canReact(row, rights);
  const selecting = props.selected !== null;
  const selectable = selecting && row.seq !== null && !gone;
  const actions = selecting || props.undoUntil !== null ? [] : actionsFor(row, rights);
  const reacted = gone ? [] : reactedOf(row.inForce, selfId);
  const react = (emoji: string) =>
    acts.onReact(row, emoji, !reacted.some((there) => there.emoji === emoji && there.mine));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an article of a feed takes the focus and keys
    <article
      ref={article}
      aria-label={`${author}, ${clock(row.at)}, ${gone ? 'recalled' : row.text.slice(0, 500)}`}
      aria-posinset={props.position}
      data-seq={row.seq ?? undefined}
      data-state={row.state?.kind}
      data-found={props.found || undefined}
      tabIndex={-1}
      {...(actions.length > 0 ? pressed : {})}
      onPointerEnter={(event) => setNear(event.pointerType === 'mouse')}
      onPointerLeave={() => setNear(false)}
      onFocus={({ target }) => {
        const isByKeys = target.matches(':focus-visible');
        setNear((before) => before || isByKeys);
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        // Looked at now: the event keeps its target only for as long as it is handled.
        const isWithin = currentTarget.contains(relatedTarget);
        setNear((before) => before && isWithin);
      }}
      onClickCapture={(event) => {
        if (!selecting) return;
        event.preventDefault();
        event.stopPropagation();
        if (selectable) acts.onSelect(row, event.shiftKey);
      }}
      onKeyDown={(event) => {
        if (selectable && event.target === event.currentTarget && (event.key === ' ' || event.key === 'Enter')) {
          event.preventDefault();
          return acts.onSelect(row, event.shiftKey);
        }
        if (actions.length === 0 || event.target !== event.currentTarget || !meansMenu(event)) return;
        event.preventDefault();
        openMenu(event.currentTarget);
      }}
      className={cx(
        'group/message flex gap-[9px] rounded-bubble outline-offset-4 max-wide:gap-[7px] max-wide:select-none',
        row.first ? 'pt-3.5' : 'pt-[3px]',
        own && 'flex-col items-end gap-1',
        selecting && 'relative select-none max-wide:ps-10',
        selectable && 'cursor-pointer',
        props.selected && 'bg-tide-faint',
      )}
    >
      {selectable ? (
        <SelectBox selected={props.selected ?? false} label={`Select ${author}, ${clock(row.at)}`} />
      ) : null}
      {own ? null : (
        <span className="w-[34px] shrink-0 max-wide:w-7">
          {row.first ? (
            <Avatar
              id={row.authorId ?? ''}
              name={author}
              short
              size="100%"
              className="aspect-square h-auto! text-caption!"
            />
          ) : null}
        </span>
      )}
      <div
        className={cx(
          'relative min-w-0 max-w-[36.5rem]',
          own ? 'max-wide:max-w-[88%]' : 'max-wide:max-w-[calc(100%-56px)]',
        )}
      >
        <div
          dir="auto"
          className={cx(
            'relative overflow-clip px-3 py-[7px] text-body tracking-[-0.004em] whitespace-pre-wrap wrap-anywhere [overflow-clip-margin:3px] after:clear-both after:block',
            corners(row),
            gone
              ? 'text-ink-2 shadow-[inset_0_0_0_1px_var(--color-line)]'
              : cx('shadow-bubble', own ? 'bg-tide-soft' : 'bg-surface'),
            props.found && 'animate-found',
          )}
        >
          {props.named && row.first && !own && !gone ? (
            <span
              className="block text-small font-semibold"
              style={{ color: `var(--name-${hueOf(row.authorId ?? '')})` }}
            >
              <bdi>{author}</bdi>
            </span>
          ) : null}
          {gone ? (
            <Recalled by={author} undoUntil={row.recalled ? null : props.undoUntil} onUndo={() => acts.onUndo(row)} />
          ) : (
            <MessageBody row={row} people={people} readers={readers} unfolded={props.unfolded} acts={acts} />
          )}
          <Meta row={row} gone={gone} onVersions={() => acts.onVersions(row)} />
        </div>
        {(near || busy) && !gone && actions.length > 0 ? (
          <MessageToolbar
            own={own}
            accountId={selfId}
            reactable={reactable}
            repliable={actions.includes('reply')}
            onReact={react}
            onReply={() => acts.onReply(row)}
            onMenu={openMenu}
            onBusy={setBusy}
          />
        ) : null}
        {reacted.length > 0 ? (
          <ReactionChips
            reacted={reacted}
            own={own}
            nameOf={(userId) => nameOf(people, userId, selfId)}
            onToggle={reactable ? (emoji, on) => acts.onReact(row, emoji, on) : null}
          />
        ) : null}
      </div>
      {row.state?.kind === 'refused' && row.clientId !== null ? (
        <Refused code={row.state.code} clientId={row.clientId} onRetry={acts.onRetry} onDiscard={acts.onDiscard} />
      ) : null}
    </article>
  );
});

function meansMenu({ key, shiftKey }: KeyboardEvent): boolean {
  return key === 'Enter' || key === 'ContextMenu' || (key === 'F10' && shiftKey);
}

/** Tight corners where two bubbles of a group meet. */
function corners(row: MessageRow): string {
  const own = row.state !== null;
  return cx(
    'rounded-bubble',
    !row.first && (own ? 'rounded-se-joint' : 'rounded-ss-joint'),
    !row.last && (own ? 'rounded-ee-joint' : 'rounded-es-joint'),
  );
}

function Meta(props: { readonly row: MessageRow; readonly gone: boolean; readonly onVersions: () => void }) {
  const { row, gone } = props;
  return (
    <span
      className={cx(
        'tabular float-end ms-3.5 -me-0.5 mt-[7px] -mb-[3px] inline-flex items-center gap-[3px] text-micro whitespace-nowrap select-none',
        row.state && !gone ? 'text-on-soft-2' : 'text-ink-3',
      )}
    >
      {/* Takes no room here, and keeps the time apart from the text for whoever reads them as one. */}{' '}
      {!gone && (row.inForce?.edits.length ?? 0) > 0 ? (
        <button
          type="button"
          title="Show the versions"
          onClick={props.onVersions}
          className="touch me-0.5 underline decoration-dotted underline-offset-2"
        >
          edited
        </button>
      ) : null}
      {row.starred && !gone ? (
        <Star role="img" aria-label="Starred" className="size-3 fill-current stroke-[1.9]" />
      ) : null}
      <time
        dateTime={new Date(row.at).toISOString()}
        title={`${fullTime(row.at)}${row.seq === null ? '' : ` · #${row.seq}`}`}
      >
        {clock(row.at)}
      </time>
      {row.state && !gone ? <Tick state={row.state} /> : null}
    </span>
  );
}

function Refused(props: {
  readonly code: string;
  readonly clientId: string;
  readonly onRetry: (clientId: string) => void;
  readonly onDiscard: (clientId: string) => void;
}) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-x-1 text-small text-coral">
      <span className="me-1">{refusalText(props.code)}</span>
      <span className="flex gap-x-1">
        <Button small look="plain" onClick={() => props.onRetry(props.clientId)}>
          Retry
        </Button>
        <Button small look="plain" className="text-coral" onClick={() => props.onDiscard(props.clientId)}>
          Discard
        </Button>
      </span>
    </div>
  );
}
