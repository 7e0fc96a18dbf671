'use client';

import { useSyncExternalStore } from 'react';
import { later } from './later.tsx';
import { notices } from './toast.ts';
import type { Notice } from './notices.ts';

const NONE: readonly Notice[] = [];

/** Shows them; its code comes with the first of them, or before. */
const stack = later(async () => (await import('./toast-stack.tsx')).ToastStack, { missing: () => <Plain /> });

/** Where what is said by `toast` shows. */
export function Toasts() {
  const waiting = useWaiting();
  return stack.isHere() || waiting.length > 0 ? <stack.Part notices={notices} /> : null;
}

/** What waits, where the code that would show it cannot be had: the words alone, and nothing to press. */
function Plain() {
  return (
    <div
      role="status"
      className="fixed start-4 bottom-[84px] z-50 grid w-[340px] max-w-[calc(100vw-32px)] gap-2 rounded-lg bg-surface px-4 py-3 text-small text-ink shadow-float"
    >
      {useWaiting().map((notice, n) => (
        <p key={n}>{notice.text}</p>
      ))}
    </div>
  );
}

function useWaiting(): readonly Notice[] {
  return useSyncExternalStore(
    notices.subscribe,
    () => notices.waiting,
    () => NONE,
  );
}
