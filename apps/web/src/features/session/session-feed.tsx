'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { later } from '../../ui/later.tsx';
import { Late } from '../../ui/skeleton.tsx';
import { useReached } from '../company/use-reached.ts';
import { dayKey } from '../../time/format.ts';
import { dayAt } from '../roaming/day-at.ts';
import { useDays } from '../roaming/use-days.ts';
import { Composer } from '../composer/composer.tsx';
import { useMentionable } from '../composer/use-mentionable.ts';
import { actionsFor, type Rights } from './actions.ts';
import { Arrivals } from './arrivals.tsx';
import { ChatList } from './chat-list.tsx';
import { FeedBones } from './feed-bones.tsx';
import { JumpPill } from './jump-pill.tsx';
import { type View, wantedGap } from './list-view.ts';
import { MessageOverlays } from './message-overlays.tsx';
import { Message } from './message.tsx';
import { type People, systemText } from './people.ts';
import { PinBar } from './pin-bar.tsx';
import { RefusedEdits } from './refused-edits-bar.tsx';
import { recallKey, useRecalls } from './recalls.ts';
import { Beginning, DayLine, Gap, NewLine, SystemLine } from './row-parts.tsx';
import type { MessageRow, Row } from './rows.ts';
import { useFills } from './use-fills.ts';
import { useFound } from './use-found.ts';
import { useMarkRead } from './use-mark-read.ts';
import { useMessageActions } from './use-message-actions.ts';
import { useMode } from './use-mode.ts';
import { useReaders } from './use-readers.ts';
import { type Goal, useTimeline } from './use-timeline.ts';
import { useSelection } from './use-selection.ts';
import { useLookedAt } from '../own/use-looked-at.ts';
import { SelectedActions } from './selected-actions.tsx';
import { useStars } from '../saved/use-stars.ts';

// Only a long session has one.
const scrubber = later(async () => (await import('../roaming/scrubber.tsx')).Scrubber);

const NOBODY: People = new Map();
/** A session of so many SeqIds has a scrubber; a shorter one is seen by scrolling. */
const SCRUBBED = 200;

/** The messages of a session and the composer below them. */
export function SessionFeed(props: {
  readonly session: SessionListItem;
  /** A message that is to be shown, or a day. */
  readonly goal: Goal | null;
  /** The day of what is on top, whenever it is another. */
  readonly onDay: (day: string) => void;
  readonly day: string | null;
  readonly onCalendar: () => void;
}) {
  const { session, goal, onDay, onCalendar } = props;
  const client = useClient();
  const selfId = client.account.userId;
  const timeline = useTimeline(session, useReached(session), useStars(session.sessionId), goal);
  const { rows, extent, anchor, follow } = timeline;
  const area = useRef<HTMLDivElement>(null);
  const fills = useFills(session.sessionId, extent.newest, anchor);
  const markRead = useMarkRead(session);
  useLookedAt(session.sessionId);
  const { selection, select, end } = useSelection(rows);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const mentionable = useMentionable(session.sessionId, timeline.users ?? NOBODY);
  const { people, readers } = useReaders(mentionable.all, selfId);
  const { member } = session;
  const { owner, want } = mentionable;
  const rights = useMemo<Rights>(() => ({ member, owner }), [member, owner]);
  const waiting = useRecalls();
  const begun = useMode(session.sessionId, rows, people);
  const found = useFound(rows);
  const { show } = found;
  useEffect(() => {
    if (goal?.align === 'center') show(goal.seq);
  }, [goal, show]);

  const known = useDays(session, extent.newest - extent.floor >= SCRUBBED);
  const { see } = fills;
  const onView = useCallback(
    (view: View) => {
      follow(view);
      see(view.gaps);
      markRead(view.seenSeq);
      if (view.top) onDay(dayAt(known, view.top.seq, dayKey(view.top.at)));
    },
    [follow, see, markRead, onDay, known],
  );
  const group = session.sessionKind === 'group';
  const unfold = useCallback((key: string) => setUnfolded((known) => new Set(known).add(key)), []);
  const jump = (seq: number) => {
    timeline.toSeq(seq, 'center');
    found.show(seq);
  };
  const actions = useMessageActions({
    session,
    onUnfold: unfold,
    onJump: jump,
    // Only in a group is there an owner, who may take back what others said.
    onMenuOpened: group ? want : () => undefined,
    onSelect: select,
    onBegin: begun.begin,
  });
  const editLast = () => {
    const last = rows.findLast((row) => row.kind === 'message' && actionsFor(row, rights).includes('edit'));
    if (last?.kind === 'message') actions.edit(last);
  };
  const renderRow = (row: Row) => {
    switch (row.kind) {
      case 'beginning':
        return <Beginning name={session.name} group={group} why={row.why} />;
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
            {row.day !== null ? <DayLine at={row.day} onPress={onCalendar} /> : null}
            <SystemLine text={systemText(row.entry, people, selfId)} seq={row.seq} />
          </>
        );
      case 'message':
        return (
          <>
            {row.day !== null ? <DayLine at={row.day} onPress={onCalendar} /> : null}
            {row.divider !== null ? <NewLine count={row.divider} /> : null}
            <Message
              row={row}
              people={people}
              readers={readers}
              rights={rights}
              named={group}
              position={row.seq === null ? undefined : row.seq - extent.floor + 1}
              unfolded={unfolded.has(row.key)}
              found={row.seq !== null && found.seq === row.seq}
              undoUntil={undoOf(row)}
              selected={selection ? row.seq !== null && selection.seqs.has(row.seq) : null}
              acts={actions.forRows}
            />
          </>
        );
    }
  };

  const undoOf = ({ seq }: MessageRow) =>
    seq === null ? null : (waiting.get(recallKey(session.sessionId, seq)) ?? null);
  const scrubbed = known !== null && known.days.length > 1 && extent.newest - extent.floor >= SCRUBBED;
  const { toSeq } = timeline;
  const toOldest = useCallback(() => toSeq(extent.floor, 'start'), [toSeq, extent.floor]);
  const alongside = (active: boolean) =>
    known === null ? null : (
      <scrubber.Part
        known={known}
        held={session.held}
        head={extent.newest}
        day={props.day}
        active={active}
        onGo={({ first }) => toSeq(first, 'top')}
        onOldest={toOldest}
        onNewest={timeline.toNewest}
      />
    );

  // What one has pressed goes away by that: the keys go on among the messages.
  const focusFeed = () => area.current?.querySelector<HTMLElement>('[role=feed]')?.focus({ preventScroll: true });
  const wanted = wantedGap(anchor, rows, timeline.tail);
  const filling =
    timeline.loading || (anchor.id === 0 && wanted !== null && fills.stateOf(wanted.row.key) === 'filling');
  return (
    <>
      <PinBar pinned={timeline.pinned} onJump={jump} />
      <Arrivals
        rows={rows}
        complete={!filling && timeline.ready && timeline.tail}
        atEnd={timeline.atEnd}
        people={people}
        selfId={selfId}
      />
      <div ref={area} className="relative flex min-h-0 flex-1 flex-col">
        {timeline.loading ? null : (
          <ChatList
            rows={rows}
            tail={timeline.tail}
            size={extent.newest - extent.floor + 1}
            busy={filling}
            reveal={!filling}
            anchor={anchor}
            ready={timeline.ready}
            onHome={toOldest}
            onEnd={timeline.toNewest}
            onDate={onCalendar}
            beside={scrubbed ? alongside : undefined}
            renderRow={renderRow}
            onView={onView}
            onGaps={see}
          />
        )}
        {filling ? (
          <div className="pointer-events-none absolute inset-0 flex flex-col justify-end">
            <Late>
              <FeedBones />
            </Late>
          </div>
        ) : null}
        <JumpPill
          beside={scrubbed}
          shown={!timeline.atEnd}
          count={session.unread}
          onPress={() => {
            timeline.toNewest();
            focusFeed();
          }}
        />
      </div>
      {selection ? (
        <SelectedActions
          session={session}
          rows={rows}
          people={people}
          selection={selection}
          onHide={actions.hide}
          onCopy={actions.copy}
          onEnd={end}
        />
      ) : null}
      <div className={selection ? 'hidden' : 'contents'}>
        <RefusedEdits session={session} onAgain={begun.begin} onJump={jump} onGone={focusFeed} />
        <Composer
          session={session}
          people={mentionable.others}
          readers={readers}
          mode={begun.mode}
          onWantPeople={want}
          onSent={timeline.toNewest}
          onEdited={begun.write}
          onCancel={begun.leave}
          onDone={begun.end}
          onEditLast={editLast}
          onJump={jump}
        />
      </div>
      <MessageOverlays
        session={session}
        people={people}
        readers={readers}
        rights={rights}
        opened={actions.opened}
        onOpen={actions.setOpened}
        onAction={actions.act}
        onReact={actions.forRows.onReact}
      />
    </>
  );
}
