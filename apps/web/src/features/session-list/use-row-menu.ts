'use client';

import { type MouseEvent, useRef, useState } from 'react';
import { later, openLater } from '../../ui/later.tsx';
import { useLongPress } from '../../ui/use-long-press.ts';
import type { RowMenuAnchor } from './row-menu.tsx';

export const rowMenu = later(async () => (await import('./row-menu.tsx')).RowMenu);

type Open = { readonly sessionId: string; readonly anchor: RowMenuAnchor };

/** Which row's menu is open, and how it opens: by its button, a right press, the keyboard's menu key, or a finger that rests. */
export function useRowMenu() {
  const [open, setOpen] = useState<Open | null>(null);
  const from = useRef<HTMLElement | null>(null);
  const show = (next: Open) => void openLater(rowMenu, () => setOpen(next));
  const touch = useLongPress((anchor, row) => {
    from.current = row.querySelector('a');
    show({ sessionId: row.dataset['sessionId'] ?? '', anchor });
  });
  return {
    openId: open?.sessionId ?? null,
    anchor: open?.anchor ?? null,
    close: () => setOpen(null),
    finalFocus: () => from.current,
    /** The handlers of a row, which has `data-session-id`. */
    byTouch: touch.handlers,
    byButton: (sessionId: string) => (event: MouseEvent<HTMLElement>) => {
      from.current = event.currentTarget;
      show({ sessionId, anchor: event.currentTarget });
    },
    byContext: (sessionId: string) => (event: MouseEvent<HTMLElement>) => {
      const link = event.currentTarget.querySelector('a');
      event.preventDefault();
      touch.lift();
      from.current = link;
      // The menu key tells no point.
      const isByKey = event.clientX === 0 && event.clientY === 0;
      show({ sessionId, anchor: isByKey && link ? link : { x: event.clientX, y: event.clientY } });
    },
  };
}
