'use client';

import { Check, CheckCheck, CircleAlert, CircleCheck, Clock } from 'lucide-react';
import { memo } from 'react';
import { clock, fullTime } from '../../time/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { hueOf } from '../../ui/hue.ts';
import { Markdown, type Readers } from '../markdown/markdown.tsx';
import { foldedText } from './fold.ts';
import { refusalText } from './refusal.ts';
import type { MessageRow, MessageState } from './rows.ts';

type Props = {
  readonly row: MessageRow;
  readonly author: string;
  /** In a group the others are named; in a direct session there is only one. */
  readonly named: boolean;
  readonly position: number | undefined;
  readonly size: number | undefined;
  readonly readers: Readers;
  readonly unfolded: boolean;
  readonly onUnfold: (key: string) => void;
  readonly onRetry: (clientId: string) => void;
  readonly onDiscard: (clientId: string) => void;
};

/** One message. */
export const Message = memo(function Message(props: Props) {
  const { row, author } = props;
  const own = row.state !== null;
  const folded = props.unfolded ? null : foldedText(row.text);
  return (
    <article
      aria-label={`${author}, ${clock(row.at)}, ${row.recalled ? 'recalled' : row.text.slice(0, 500)}`}
      aria-posinset={props.position}
      aria-setsize={props.position === undefined ? undefined : props.size}
      data-seq={row.seq ?? undefined}
      data-state={row.state?.kind}
      tabIndex={-1}
      className={cx(
        'flex gap-[9px] rounded-bubble outline-offset-4 max-wide:gap-[7px]',
        row.first ? 'pt-3.5' : 'pt-[3px]',
        own && 'flex-col items-end gap-1',
      )}
    >
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
      <div className={cx('min-w-0 max-w-[36.5rem]', own ? 'max-wide:max-w-[88%]' : 'max-wide:max-w-[calc(100%-56px)]')}>
        <div
          dir="auto"
          className={cx(
            'relative overflow-clip px-3 py-[7px] text-body [overflow-clip-margin:3px] tracking-[-0.004em] whitespace-pre-wrap wrap-anywhere shadow-bubble after:clear-both after:block',
            corners(row),
            own ? 'bg-tide-soft' : 'bg-surface',
          )}
        >
          {props.named && row.first && !own ? (
            <span
              className="block text-small font-semibold"
              style={{ color: `var(--name-${hueOf(row.authorId ?? '')})` }}
            >
              <bdi>{author}</bdi>
            </span>
          ) : null}
          {row.recalled ? (
            <em className="text-ink-3">Message recalled</em>
          ) : (
            <Markdown text={folded ?? row.text} readers={props.readers} />
          )}
          {folded !== null ? (
            <button
              type="button"
              onClick={() => props.onUnfold(row.key)}
              className="mt-1 block text-small font-[550] text-tide hover:underline"
            >
              Show more
            </button>
          ) : null}
          <Meta at={row.at} seq={row.seq} state={row.state} />
        </div>
      </div>
      {row.state?.kind === 'refused' && row.clientId !== null ? (
        <Refused code={row.state.code} clientId={row.clientId} onRetry={props.onRetry} onDiscard={props.onDiscard} />
      ) : null}
    </article>
  );
});

/** Tight corners where two bubbles of a group meet. */
function corners(row: MessageRow): string {
  const own = row.state !== null;
  return cx(
    'rounded-bubble',
    !row.first && (own ? 'rounded-se-joint' : 'rounded-ss-joint'),
    !row.last && (own ? 'rounded-ee-joint' : 'rounded-es-joint'),
  );
}

function Meta(props: { readonly at: number; readonly seq: number | null; readonly state: MessageState | null }) {
  return (
    <span
      className={cx(
        'tabular float-end ms-3.5 -me-0.5 mt-[7px] -mb-[3px] inline-flex items-center gap-[3px] text-micro whitespace-nowrap select-none',
        props.state ? 'text-on-soft-2' : 'text-ink-3',
      )}
    >
      <time
        dateTime={new Date(props.at).toISOString()}
        title={`${fullTime(props.at)}${props.seq === null ? '' : ` · #${props.seq}`}`}
      >
        {clock(props.at)}
      </time>
      {props.state ? <Tick state={props.state} /> : null}
    </span>
  );
}

/** The states differ in form, not only in colour. */
function Tick(props: { readonly state: MessageState }) {
  const look = 'size-[15px] stroke-[1.9]';
  switch (props.state.kind) {
    case 'sending':
      return <Clock role="img" aria-label="Sending" className={look} />;
    case 'stored':
      return <Check role="img" aria-label="Stored" className={look} />;
    case 'delivered':
      return <CheckCheck role="img" aria-label="Delivered" className={look} />;
    case 'read':
      return <CircleCheck role="img" aria-label="Read" className={cx(look, 'fill-tide text-tide-soft')} />;
    case 'refused':
      return <CircleAlert role="img" aria-label="Not sent" className={cx(look, 'text-coral')} />;
  }
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
