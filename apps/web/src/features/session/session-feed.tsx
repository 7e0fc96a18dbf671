'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useCallback, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { messageOf } from '../../sync/failure-words.ts';
import { Late } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useReached } from '../company/use-reached.ts';
import { Composer } from '../composer/composer.tsx';
import { useMentionable } from '../composer/use-mentionable.ts';
import { ChatList } from './chat-list.tsx';
import { FeedBones } from './feed-bones.tsx';
import { JumpPill } from './jump-pill.tsx';
import { type View, wantedGap } from './list-view.ts';
import { Message } from './message.tsx';
import { nameOf, type People, systemText } from './people.ts';
import { Beginning, DayLine, Gap, NewLine, SystemLine } from './row-parts.tsx';
import type { Row } from './rows.ts';
import { useFills } from './use-fills.ts';
import { useMarkRead } from './use-mark-read.ts';
import { useReaders } from './use-readers.ts';
import { useTimeline } from './use-timeline.ts';

const NOBODY: People = new Map();

/** The messages of a session and the composer below them. */
export function SessionFeed({ session }: { readonly session: SessionListItem }) {
  const client = useClient();
  const selfId = client.account.userId;
  const timeline = useTimeline(session, useReached(session));
  const { rows, extent, anchor, follow } = timeline;
  const fills = useFills(session.sessionId, extent.newest, anchor);
  const markRead = useMarkRead(session);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const people = timeline.users ?? NOBODY;
  const mentionable = useMentionable(session.sessionId, people);
  const readers = useReaders(mentionable.all, selfId);

  const { see } = fills;
  const onView = useCallback(
    (view: View) => {
      follow(view);
      see(view.gaps);
      markRead(view.seenSeq);
    },
    [follow, see, markRead],
  );
  const unfold = useCallback((key: string) => setUnfolded((known) => new Set(known).add(key)), []);
  const retry = useCallback(
    (clientId: string) => void client.retry(clientId).catch((cause: unknown) => toast(messageOf(cause))),
    [client],
  );
  const discard = useCallback(
    (clientId: string) => void client.discard(clientId).catch((cause: unknown) => toast(messageOf(cause))),
    [client],
  );

  const group = session.sessionKind === 'group';
  const renderRow = (row: Row) => {
    switch (row.kind) {
      case 'beginning':
        return <Beginning name={session.name} group={group} partly={session.visibleFrom > 1} />;
      case 'gap':
        return (
          <Gap
            count={row.whole.to - row.whole.from + 1}
            from={row.whole.from}
            to={row.whole.to}
            state={fills.stateOf(row.key)}
            onFill={() => fills.retry(row.key)}
          />
        );
      case 'system':
        return (
          <>
            {row.day !== null ? <DayLine at={row.day} /> : null}
            <SystemLine text={systemText(row.entry, people, selfId)} seq={row.seq} />
          </>
        );
      case 'message':
        return (
          <>
            {row.day !== null ? <DayLine at={row.day} /> : null}
            {row.divider !== null ? <NewLine count={row.divider} /> : null}
            <Message
              row={row}
              author={nameOf(people, row.authorId, selfId)}
              named={group}
              position={row.seq === null ? undefined : row.seq - extent.floor + 1}
              size={extent.newest - extent.floor + 1}
              readers={readers}
              unfolded={unfolded.has(row.key)}
              onUnfold={unfold}
              onRetry={retry}
              onDiscard={discard}
            />
          </>
        );
    }
  };

  const wanted = wantedGap(anchor, rows, timeline.tail);
  const waiting =
    timeline.loading || (anchor.id === 0 && wanted !== null && fills.stateOf(wanted.row.key) === 'filling');
  return (
    <>
      <div className="relative flex min-h-0 flex-1 flex-col">
        {timeline.loading ? null : (
          <ChatList
            rows={rows}
            tail={timeline.tail}
            busy={waiting}
            reveal={!waiting}
            anchor={anchor}
            renderRow={renderRow}
            onView={onView}
            onGaps={see}
          />
        )}
        {waiting ? (
          <div className="pointer-events-none absolute inset-0 flex flex-col justify-end">
            <Late>
              <FeedBones />
            </Late>
          </div>
        ) : null}
        <JumpPill shown={!timeline.atEnd} count={session.unread} onPress={timeline.toNewest} />
      </div>
      <Composer
        session={session}
        people={mentionable.others}
        onWantPeople={mentionable.want}
        onSent={timeline.toNewest}
      />
    </>
  );
}
