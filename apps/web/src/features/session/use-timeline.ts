'use client';

import type { PinnedMessage, SessionListItem } from '@tidemark/sync-client';
import { gapsIn } from '@tidemark/sync-client';
import { keepRows } from './keep-rows.ts';
import { withSending } from './sending.ts';
import { useSending } from './use-sending.ts';
import { useLive } from '../../sync/use-live.ts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { useInFront } from '../../ui/use-in-front.ts';
import type { Reached } from '../company/reached.ts';
import type { Align, Anchor, View } from './list-view.ts';
import { type Mark, nextMark } from './mark.ts';
import { forgetPlace, placeIn, rememberPlace } from './places.ts';
import { buildRows, readFrom, type Row } from './rows.ts';
import {
  type Extent,
  growDown,
  growUp,
  newestWindow,
  openWindow,
  type SeqWindow,
  trimAbove,
  windowAround,
} from './seq-window.ts';

const NO_ROWS: readonly Row[] = [];
const NO_PINS: readonly PinnedMessage[] = [];

/** Where what is new begins: as it was when the session was opened or left, or where it was marked as unread since. */
function useMark(session: SessionListItem, opened: Mark | null): Mark | null {
  const { marked, unread, unreadAfter } = session;
  const inFront = useInFront();
  const [left, setLeft] = useState(opened);
  const next = nextMark(left, session, inFront);
  if (next !== left) setLeft(next);
  const now = marked && unread > 0;
  return useMemo(() => (now ? { after: unreadAfter, count: unread } : next), [now, unreadAfter, unread, next]);
}

/** A place that one has asked for by name; a new `id` asks again. */
export type Goal = { readonly id: number; readonly seq: number; readonly align: Align };

/** The window over one session that slides with the view, and the rows in it. */
export function useTimeline(session: SessionListItem, reached: Reached, stars: ReadonlySet<number>, goal: Goal | null) {
  const client = useClient();
  const { sessionId } = session;
  const extent = useMemo<Extent>(
    () => ({ floor: session.visibleFrom, newest: session.visibleUntil ?? session.head }),
    [session.visibleFrom, session.visibleUntil, session.head],
  );
  const [opening] = useState(() => openingOf(session, extent, goal));
  const [window, setWindow] = useState<SeqWindow>(opening.window);
  const [anchor, setAnchor] = useState<Anchor>(opening.anchor);
  const [atEnd, setAtEnd] = useState(true);

  const from = readFrom(window, extent);
  const loaded = useLive(client, `window ${sessionId} ${from} ${window.from} ${window.to}`, async () => ({
    window,
    data: await client.live.window(sessionId, from, window.to ?? Number.MAX_SAFE_INTEGER),
  }));
  const gaps = useMemo(
    () => (extent.newest < extent.floor ? [] : gapsIn(session.held, { from: extent.floor, to: extent.newest })),
    [session.held, extent],
  );
  const selfId = client.account.userId;
  const mark = useMark(session, opening.mark);
  const sending = useSending(client, sessionId, loaded?.data);
  const built = useRef(NO_ROWS);
  const rows = useMemo(() => {
    if (!loaded) return NO_ROWS;
    const { data, window: of } = loaded;
    const all = withSending(data, sending, sessionId).data;
    const next = buildRows({ data: all, window: of, extent, gaps, selfId, mark, reached, stars });
    return (built.current = keepRows(built.current, next));
  }, [built, loaded, sending, sessionId, extent, gaps, selfId, mark, reached, stars]);

  const isLoaded = loaded !== undefined && loaded.window.from === window.from && loaded.window.to === window.to;
  const loadedRows = useMemo(() => rows.flatMap((row) => ('seq' in row && row.seq !== null ? [row.seq] : [])), [rows]);
  const current = useRef({ window, extent, loaded: false, seqs: loadedRows });
  current.current = { window, extent, loaded: isLoaded, seqs: loadedRows };

  /** Slides the window with the view; one step at a time, the next when its rows are here. */
  const follow = useCallback(
    (view: View) => {
      const { window: shown, extent: bounds, loaded: ready, seqs } = current.current;
      setAtEnd(view.atEnd && shown.to === null);
      if (view.atEnd && shown.to === null) forgetPlace(sessionId);
      else if (view.place) rememberPlace(sessionId, { window: shown, place: view.place });
      if (!ready) return;
      if (view.nearEnd && shown.to !== null) setWindow(growDown(shown, bounds, seqs));
      else if (view.nearStart) setWindow(growUp(shown, bounds, seqs));
      if (view.atEnd && !view.nearStart) setWindow((next) => trimAbove(next, seqs));
    },
    [sessionId],
  );

  const toNewest = useCallback(() => {
    const { window: shown, extent: bounds } = current.current;
    if (shown.to !== null) setWindow(newestWindow(bounds));
    setAnchor((before) => ({ id: before.id + 1, kind: 'end' }));
  }, []);

  /** Goes to a message, wherever it is. */
  const toSeq = useCallback((seq: number, align: Align) => {
    const { window: shown, extent: bounds } = current.current;
    const wanted = Math.min(Math.max(seq, bounds.floor), bounds.newest);
    if (wanted < shown.from || (shown.to !== null && wanted > shown.to)) setWindow(windowAround(bounds, wanted));
    setAnchor((before) => ({ id: before.id + 1, kind: 'seq', seq: wanted, align }));
  }, []);
  const lastGoal = useRef(goal?.id);
  useEffect(() => {
    if (goal === null || goal.id === lastGoal.current) return;
    lastGoal.current = goal.id;
    toSeq(goal.seq, goal.align);
  }, [goal, toSeq]);

  return {
    rows,
    ready: isLoaded,
    toSeq,
    users: loaded?.data.users,
    pinned: loaded?.data.pinned ?? NO_PINS,
    tail: loaded?.window.to === null,
    loading: loaded === undefined,
    extent,
    anchor,
    atEnd,
    follow,
    toNewest,
  };
}

function openingOf(session: SessionListItem, extent: Extent, goal: Goal | null) {
  const mark = session.unread > 0 ? { after: session.unreadAfter, count: session.unread } : null;
  if (goal !== null) {
    const seq = Math.min(Math.max(goal.seq, extent.floor), extent.newest);
    const asked: Anchor = { id: 0, kind: 'seq', seq, align: goal.align };
    return { window: windowAround(extent, seq), anchor: asked, mark };
  }
  const kept = mark === null ? placeIn(session.sessionId) : undefined;
  if (kept) return { window: kept.window, anchor: { id: 0, kind: 'row', place: kept.place } as Anchor, mark };
  const firstUnread = mark ? Math.max(mark.after + 1, extent.floor) : null;
  const anchor: Anchor =
    firstUnread === null ? { id: 0, kind: 'end' } : { id: 0, kind: 'seq', seq: firstUnread, align: 'start' };
  return { window: openWindow(extent, firstUnread), anchor, mark };
}
