'use client';

import type { MouseEvent } from 'react';
import { useLongPress } from '../../ui/use-long-press.ts';
import type { MenuAnchor } from './message-menu.tsx';

/**
 * Opens a menu on the right button, the menu key, or a finger that rests. The browser's own menu stays for links and
 * for text that is selected.
 */
export function usePressed(open: (anchor: MenuAnchor) => void) {
  const { lift, handlers } = useLongPress(open, isPressable);
  // A message has clicks of its own to capture, and none that follow a resting finger.
  const { onPointerDown, onPointerMove, onPointerUp, onPointerCancel } = handlers;
  return {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel,
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      lift();
      if (isOfTheBrowser(event)) return;
      event.preventDefault();
      open({ x: event.clientX, y: event.clientY });
    },
  };
}

function isOfTheBrowser(event: MouseEvent<HTMLElement>): boolean {
  const selection = window.getSelection();
  const selected = selection !== null && !selection.isCollapsed && selection.containsNode(event.currentTarget, true);
  return selected || (event.target instanceof Element && event.target.closest('a') !== null);
}

function isPressable(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button') !== null;
}
