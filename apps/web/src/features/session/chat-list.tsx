'use client';

import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { feedStep, isOfFeed, moveInFeed } from './feed-keys.ts';
import { firstOffset, listHeight, noteListHeight } from './first-offset.ts';
import { FloatingDate } from './floating-date.tsx';
import {
  type Anchor,
  anchorIndex,
  type Place,
  placeOf,
  type SeenGap,
  topOf,
  type View,
  viewOf,
  wantedGap,
} from './list-view.ts';
import { Guesses } from './guesses.ts';
import { type Row, sizeKey } from './rows.ts';
import { useGoing } from './use-going.ts';
import { useHoldEnd } from './use-hold-end.ts';
import { useKeepFocus } from './use-keep-focus.ts';

type List = Virtualizer<HTMLDivElement, HTMLDivElement>;

/** Near enough to the end to be "at" it, in px. */
const AT_END = 80;
/** What stays free above a message that one goes to, in px. In the middle it would push the middle down. */
const ABOVE = { top: 4, start: 120, center: 0 } as const;
/** What stays free at both ends of the list, in px. */
const PADDING = 12;

/**
 * The scrolling message list: only rows near the view exist. What one looks at keeps its place when rows come or go at
 * either end, or where a gap fills. Knows rows and heights, nothing of sessions.
 */
export function ChatList(props: {
  readonly rows: readonly Row[];
  /** The last row is the newest there is. */
  readonly tail: boolean;
  /** How many there are, beyond the rows. */
  readonly size: number;
  readonly busy: boolean;
  /** Where to go; a new `id` goes there again. */
  readonly anchor: Anchor;
  /** The rows are those of the window in which the anchor lies. */
  readonly ready: boolean;
  readonly renderRow: (row: Row) => ReactNode;
  /** Show the rows although the place to go to is not here yet. */
  readonly reveal: boolean;
  /** To the ends of all there is, beyond the rows. */
  readonly onHome: () => void;
  readonly onEnd: () => void;
  readonly onDate: () => void;
  /** What lies beside the rows, and shows whether they move. */
  readonly beside?: (scrolling: boolean) => ReactNode;
  /** What is in view now, after every change of it. */
  readonly onView: (view: View) => void;
  /** The gap that has to fill before one gets to where one is going. */
  readonly onGaps: (gaps: readonly SeenGap[]) => void;
}) {
  'use no memo';
  const { rows, anchor } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<List | null>(null);
  const pin = useRef<Place | null>(null);
  const drawn = useRef(rows);
  const [guesses] = useState(() => new Guesses());
  const [settled, setSettled] = useState<number | null>(null);

  // A gap in the top of the view is no place to hold on to, since it shrinks as it fills: hold on to what follows it.
  if (drawn.current !== rows && list.current) {
    pin.current = gapOnTop(list.current, drawn.current) ? placeOf(list.current, drawn.current) : null;
  }
  drawn.current = rows;

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => guesses.heightOf(rows[index]),
    getItemKey: (index) => sizeKey(rows[index]) ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END,
    // More than a fast wheel moves in a frame: a row is measured before it is seen.
    overscan: 12,
    paddingStart: PADDING,
    paddingEnd: PADDING,
    scrollPaddingStart: paddingAbove(anchor),
    initialRect: { width: 0, height: listHeight() },
    initialOffset: () =>
      firstOffset(anchor, rows, props.tail, (row) => guesses.heightOf(row), {
        height: listHeight(),
        padding: PADDING,
        above: paddingAbove(anchor),
      }),
  });
  list.current = virtualizer;
  const atEnd = useHoldEnd(scroller, list, AT_END);
  const laidOut = useRef(rows);
  const [, lookAgain] = useReducer((count: number) => count + 1, 0);
  const going = useGoing(scroller, lookAgain);
  useKeepFocus(scroller);
  const items = virtualizer.getVirtualItems();

  // oxlint-disable-next-line react-hooks/exhaustive-deps -- after every drawing; it sets state once per anchor
  useLayoutEffect(() => {
    noteListHeight(virtualizer.scrollRect?.height);
    const held = pin.current;
    pin.current = null;
    if (settled !== anchor.id) {
      const index = props.ready ? anchorIndex(anchor, rows, props.tail) : null;
      if (index === null) return;
      if (anchor.kind === 'end') virtualizer.scrollToEnd();
      // By its index, not by a distance: rows above it are measured only after this.
      else going.start(virtualizer, rows, index, alignOf(anchor));
      setSettled(anchor.id);
    } else if (!going.follow(virtualizer, rows)) {
      const index = held ? rows.findIndex((row) => row.key === held.key) : -1;
      if (held && index >= 0) moveTo(virtualizer, scroller.current, index, held.offset);
      // The list follows what is appended; what comes in before a message on its way is not.
      else if (laidOut.current !== rows && atEnd.current && props.tail) virtualizer.scrollToEnd();
    }
    laidOut.current = rows;
  });

  // Here and not among what an article is drawn from: each new message would have all of them drawn again.
  // After every drawing, which may bring new articles.
  const { size } = props;
  useEffect(() => {
    for (const article of scroller.current?.querySelectorAll('[aria-posinset]') ?? []) {
      if (article.ariaSetSize !== `${size}`) article.ariaSetSize = `${size}`;
    }
  });

  const { onView, onGaps } = props;
  useEffect(() => {
    if (settled === anchor.id) {
      const view = viewOf(virtualizer, rows, AT_END);
      // What goes by on the way to a row, by guesses at heights, was not seen by anybody.
      return onView(going.isOnTheWay() ? { ...view, seenSeq: null } : view);
    }
    const wanted = props.ready ? wantedGap(anchor, rows, props.tail) : null;
    if (wanted) onGaps([wanted]);
  });

  const first = settled === null && !props.reveal;
  return (
    <div className="@container relative flex min-h-0 flex-1">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrows move among its articles */}
      <div
        ref={scroller}
        role="feed"
        aria-label="Messages"
        aria-busy={props.busy}
        tabIndex={0}
        onKeyDown={(event) => {
          const step = event.ctrlKey || event.metaKey || event.altKey ? null : feedStep(event.key);
          if (step === null || !isOfFeed(event.target, event.currentTarget)) return;
          event.preventDefault();
          // The ends of the rows are not the ends of all there is.
          if (step === 'last' && !props.tail) return props.onEnd();
          if (step === 'first' && rows[0]?.kind !== 'beginning') return props.onHome();
          if (step === 'last') virtualizer.scrollToEnd();
          if (step === 'first') virtualizer.scrollToOffset(0);
          const feed = event.currentTarget;
          // More is above: a row that had the focus would be taken down with it as older ones come.
          if (step === 'first' && rows[0]?.kind !== 'beginning') return feed.focus({ preventScroll: true });
          // After a leap the rows there are built with the next frame.
          if (typeof step === 'string') requestAnimationFrame(() => moveInFeed(feed, step));
          else moveInFeed(feed, step);
        }}
        className="flex min-w-0 flex-1 flex-col overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2 [scrollbar-width:thin]"
      >
        <div
          className="relative mt-auto w-full shrink-0"
          style={{ height: virtualizer.getTotalSize(), visibility: first ? 'hidden' : undefined }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <div
                key={row.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0 px-[54px] max-wide:px-2.5"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <div className="mx-auto max-w-[760px]">{props.renderRow(row)}</div>
              </div>
            ) : null;
          })}
        </div>
      </div>
      <FloatingDate
        top={topOf(virtualizer, rows)}
        scrolling={!first && virtualizer.isScrolling}
        onPress={props.onDate}
      />
      {props.beside?.(!first && virtualizer.isScrolling)}
    </div>
  );
}

function paddingAbove(anchor: Anchor): number {
  if (anchor.kind === 'row') return anchor.place.offset;
  return ABOVE[anchor.kind === 'seq' ? anchor.align : 'start'];
}

const alignOf = (anchor: Anchor) => (anchor.kind === 'seq' && anchor.align === 'center' ? 'center' : 'start');

/**
 * Puts a row where it was. Not as one of the list's own leaps: until such a one has arrived, what is measured above the
 * view is not made up for, and that is what comes in here.
 */
function moveTo(list: List, scroller: HTMLElement | null, index: number, offset: number): void {
  const start = list.measurementsCache[index]?.start;
  if (start === undefined || scroller === null) return;
  const target = Math.max(0, start - offset);
  if (Math.abs(target - (list.scrollOffset ?? 0)) < 1) return;
  scroller.scrollTop = target;
  list.scrollOffset = scroller.scrollTop;
}

function gapOnTop(list: List, rows: readonly Row[]): boolean {
  const offset = list.scrollOffset ?? 0;
  const top = list.getVirtualItems().find((item) => item.end > offset);
  return top !== undefined && rows[top.index]?.kind === 'gap';
}
