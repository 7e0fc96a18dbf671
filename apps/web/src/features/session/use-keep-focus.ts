'use client';

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/**
 * Where the row that has the focus goes out of the page, the focus stays in the list, so that the keys go on from what is
 * in view: the browser would leave it nowhere.
 */
export function useKeepFocus(scroller: RefObject<HTMLElement | null>): void {
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const entered = ({ target }: FocusEvent) => {
      last.current = target instanceof Element ? target : null;
    };
    const left = ({ target, relatedTarget }: FocusEvent) => {
      const forget = () => {
        if (last.current === target) last.current = null;
      };
      if (relatedTarget !== null) return forget();
      // Some browsers tell so too of what is taken out, before it is.
      queueMicrotask(() => {
        if (target instanceof Node && target.isConnected) forget();
      });
    };
    element.addEventListener('focusin', entered);
    element.addEventListener('focusout', left);
    return () => {
      element.removeEventListener('focusin', entered);
      element.removeEventListener('focusout', left);
    };
  }, [scroller]);

  // After every drawing, which may have taken it out.
  useLayoutEffect(() => {
    if (last.current === null || last.current.isConnected) return;
    last.current = null;
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  });
}
