'use client';

import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef } from 'react';
import type { Row } from './rows.ts';

type List = Pick<Virtualizer<HTMLDivElement, HTMLDivElement>, 'scrollToIndex' | 'getOffsetForIndex' | 'scrollOffset'>;
type Side = 'start' | 'center';
type Going = { readonly key: string; readonly align: Side; index: number };

/** One has arrived when nothing has moved for so many frames, or gives up after the most of them. */
const CALM_FRAMES = 4;
const MOST_FRAMES = 120;
const TAKES_OVER = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

export type GoTo = {
  /** Goes to a row. */
  readonly start: (list: List, rows: readonly Row[], index: number, align: Side) => void;
  /** After a drawing with other rows. False when one is not on the way to any. */
  readonly follow: (list: List, rows: readonly Row[]) => boolean;
  readonly isOnTheWay: () => boolean;
};

/**
 * The way to a row takes some frames, since what lies before it is measured only now. The list knows the goal by its
 * index, which rows that come meanwhile push on: here it is known by its key. Ends when the reader scrolls.
 * @param onEnd called when a way has ended, there or elsewhere; stays the same
 */
export function useGoing(scroller: RefObject<HTMLElement | null>, onEnd: () => void): GoTo {
  const going = useRef<Going | null>(null);
  useEffect(() => {
    const element = scroller.current;
    const end = () => {
      if (going.current === null) return;
      going.current = null;
      onEnd();
    };
    for (const event of TAKES_OVER) element?.addEventListener(event, end, { passive: true });
    return () => {
      going.current = null;
      for (const event of TAKES_OVER) element?.removeEventListener(event, end);
    };
  }, [scroller, onEnd]);
  const made = useRef<GoTo | null>(null);
  made.current ??= goTo(going, onEnd);
  return made.current;
}

function goTo(going: RefObject<Going | null>, onEnd: () => void): GoTo {
  const watch = (list: List, mine: Going) => {
    let [calm, frames] = [0, 0];
    const look = () => {
      if (going.current !== mine) return;
      const target = list.getOffsetForIndex(mine.index, mine.align)?.[0];
      calm = target !== undefined && Math.abs(target - (list.scrollOffset ?? 0)) < 1.5 ? calm + 1 : 0;
      frames += 1;
      if (calm < CALM_FRAMES && frames < MOST_FRAMES) return void requestAnimationFrame(look);
      going.current = null;
      onEnd();
    };
    requestAnimationFrame(look);
  };
  return {
    start(list, rows, index, align) {
      const key = rows[index]?.key;
      going.current = key === undefined ? null : { key, align, index };
      list.scrollToIndex(index, { align });
      if (going.current) watch(list, going.current);
    },
    follow(list, rows) {
      const mine = going.current;
      if (!mine) return false;
      const index = rows.findIndex(({ key }) => key === mine.key);
      if (index < 0) {
        going.current = null;
        onEnd();
        return false;
      }
      if (index !== mine.index) list.scrollToIndex(index, { align: mine.align });
      mine.index = index;
      return true;
    },
    isOnTheWay: () => going.current !== null,
  };
}
