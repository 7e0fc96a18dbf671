'use client';

import { useSyncExternalStore } from 'react';

/** Whether someone can be looking at the page: it is visible, and its window has the focus. */
export function useInFront(): boolean {
  return useSyncExternalStore(subscribe, isInFront, () => true);
}

export function isInFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
    document.removeEventListener('visibilitychange', listener);
  };
}
