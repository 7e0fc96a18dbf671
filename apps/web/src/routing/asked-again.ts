'use client';

import { useSyncExternalStore } from 'react';

let times = 0;
const listeners = new Set<() => void>();

/** Says that one asked for the address that one is at. */
export function askAgain(): void {
  times += 1;
  for (const listener of listeners) listener();
}

/** How often one has asked for the address that one was at: what it names is shown again with each. */
export function useAskedAgain(): number {
  return useSyncExternalStore(
    subscribe,
    () => times,
    () => 0,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
