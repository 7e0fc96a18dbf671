'use client';

import { type RefObject, useEffect } from 'react';

/**
 * Whoever reads at the end stays there when the view changes its size: a window is drawn larger, a phone is turned.
 * @param near how far from the end still counts as being there, in px
 */
export function useHoldEnd(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<{ readonly scrollToEnd: () => void } | null>,
  near: number,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const atEnd = () => element.scrollHeight - element.clientHeight - element.scrollTop <= near;
    // Only scrolling decides, since after a change of size the end is somewhere else.
    let held = atEnd();
    const onScroll = () => {
      held = atEnd();
    };
    let first = true;
    const observer = new ResizeObserver(() => {
      if (held && !first) list.current?.scrollToEnd();
      first = false;
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [scroller, list, near]);
}
