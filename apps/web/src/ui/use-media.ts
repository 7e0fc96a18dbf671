'use client';

import { useCallback, useSyncExternalStore } from 'react';

/** Two panes side by side: the `wide` breakpoint of the style sheet, for what a class cannot say. */
export const WIDE = '(min-width: 45.0625rem)';

/** Whether the media query holds; where there is no browser to ask, it does. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => true,
  );
}
