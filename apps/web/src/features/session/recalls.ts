'use client';

import { useSyncExternalStore } from 'react';
import { UndoableRecalls, type Waiting } from './undo-recall.ts';

let store: UndoableRecalls | null = null;

/** The recalls of this page that can still be undone. */
export function recalls(): UndoableRecalls {
  if (store) return store;
  const made = new UndoableRecalls({
    now: () => Date.now(),
    after: (ms, call) => {
      const timer = window.setTimeout(call, ms);
      return () => window.clearTimeout(timer);
    },
  });
  window.addEventListener('pagehide', () => void made.flush());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void made.flush();
  });
  return (store = made);
}

export function recallKey(sessionId: string, seq: number): string {
  return `${sessionId}:${seq}`;
}

const NONE: Waiting = new Map();

export function useRecalls(): Waiting {
  return useSyncExternalStore(
    (listener) => recalls().subscribe(listener),
    () => recalls().get(),
    () => NONE,
  );
}
