'use client';

import { type RefObject, useEffect, useRef } from 'react';

/**
 * Whoever reads at the end stays there when the view changes its size: a window is drawn larger, a phone is turned.
 * @param near how far from the end still counts as being there, in px
 * @returns whether one reads at the end, by the last scrolling: what has come below since does not count
 */
export function useHoldEnd(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<{ readonly scrollToEnd: () => void } | null>,
  near: number,
): RefObject<boolean> {
  const held = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const atEnd = () => element.scrollHeight - element.clientHeight - element.scrollTop <= near;
    // Only scrolling decides, since after a change of size the end is somewhere else. A scroll that is told of before the
    // change is one that the change has made: what was drawn larger and at once smaller has pushed the end away.
    held.current = atEnd();
    let height = element.clientHeight;
    const onScroll = () => {
      if (element.clientHeight === height) held.current = atEnd();
    };
    let first = true;
    const observer = new ResizeObserver(() => {
      height = element.clientHeight;
      if (held.current && !first) list.current?.scrollToEnd();
      first = false;
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [scroller, list, near]);
  return held;
}
