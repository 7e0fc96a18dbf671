import type { SessionListItem } from '@tidemark/sync-client';
import { BellOff, Pin } from 'lucide-react';
import { useId } from 'react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { fullTime, listTime } from '../../time/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge, Dot } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { TypingText } from '../company/typing-text.tsx';
import { usePresence, useTyping } from '../company/use-company.ts';
import type { MessageState } from '../session/rows.ts';
import { Tick } from '../session/tick.tsx';
import { isQuiet, isUnread } from '../own/arrange.ts';
import type { Marks } from '../own/keys.ts';
import { previewOf } from './preview.ts';

/** A session in the list: two lines, never more. The link's name is the session's; the rest describes it. */
export function SessionRow(props: {
  readonly session: SessionListItem;
  readonly selfId: string;
  readonly open: boolean;
  readonly draft: string;
  readonly now: number;
  /** How far the last message has got, where it is one's own. */
  readonly state: MessageState | null;
  readonly marks: Marks;
}) {
  const { session, open, now, marks } = props;
  const { sessionId } = session;
  const quiet = isQuiet(sessionId, marks);
  const marked = session.marked && session.unread === 0;
  const id = useId();
  const preview = previewOf(session, props.selfId);
  const unread = isUnread(session);
  const typists = useTyping(session.sessionId);
  const presence = usePresence(session.sessionId, session.member ? (session.peer?.userId ?? null) : null);
  return (
    <Link
      href={paths.session(sessionId)}
      aria-current={open ? 'page' : undefined}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-time ${id}-text${unread ? ` ${id}-unread` : ''}`}
      className={cx(
        'flex h-(--row-h) items-center gap-[11px] rounded-row px-2.5 text-ink focus-visible:-outline-offset-2 max-wide:gap-3',
        open ? 'bg-tide-soft max-wide:bg-transparent' : 'hover:bg-hover',
      )}
    >
      <Avatar
        id={session.peer?.userId ?? session.sessionId}
        name={session.name}
        group={session.sessionKind === 'group'}
        size="var(--row-avatar)"
        there={presence?.online}
      />
      <span className="grid min-w-0 flex-1 gap-0.5">
        <span className="flex min-w-0 items-center gap-1.5">
          <bdi id={`${id}-name`} className="min-w-0 truncate font-semibold max-wide:text-[1rem]">
            {session.name}
          </bdi>
          <time
            id={`${id}-time`}
            dateTime={new Date(session.lastAt).toISOString()}
            title={fullTime(session.lastAt)}
            className={cx(
              'tabular ms-auto flex shrink-0 items-center gap-1 text-caption text-ink-3',
              unread && !quiet && 'font-[550] text-tide',
              open && 'text-on-soft-2 max-wide:text-ink-3',
            )}
          >
            {props.state ? <Tick state={props.state} className="size-3.5" /> : null}
            {marks.muted.has(sessionId) ? (
              <BellOff role="img" aria-label="Muted" className="size-3.5 text-ink-3" />
            ) : null}
            {marks.pinned.has(sessionId) ? (
              <Pin role="img" aria-label="Pinned" className="size-3.5 text-ink-3" />
            ) : null}
            {listTime(session.lastAt, now)}
          </time>
        </span>
        <span className="flex min-w-0 items-center gap-1.5">
          <span
            id={`${id}-text`}
            dir="auto"
            className={cx(
              'min-w-0 flex-1 truncate text-small text-ink-2 max-wide:text-ui',
              open && 'text-on-soft max-wide:text-ink-2',
            )}
          >
            {typists.length > 0 ? (
              <TypingText session={session} typists={typists} />
            ) : props.draft && !open ? (
              <>
                <span className="font-[550] text-coral">Draft: </span>
                {props.draft}
              </>
            ) : (
              <>
                {preview.author !== null ? (
                  <span className="font-medium text-ink">
                    <bdi>{preview.author}</bdi>:{' '}
                  </span>
                ) : null}
                {preview.text}
              </>
            )}
          </span>
          {marked ? (
            <Dot id={`${id}-unread`} label="Marked as unread" />
          ) : (
            <Badge id={`${id}-unread`} count={session.unread} label={`${session.unread} unread`} quiet={quiet} />
          )}
        </span>
      </span>
    </Link>
  );
}
