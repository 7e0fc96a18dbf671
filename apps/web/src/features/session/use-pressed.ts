'use client';

import { type MouseEvent, type PointerEvent, useRef } from 'react';
import type { MenuAnchor } from './message-menu.tsx';

/** How long a finger rests before it means the menu, in ms, and how far it may tremble, in px. */
const LONG_MS = 500;
const TREMBLE = 8;

/**
 * Opens a menu on the right button, the menu key, or a finger that rests. The browser's own menu stays for links and
 * for text that is selected.
 */
export function usePressed(open: (anchor: MenuAnchor) => void) {
  const press = useRef<{ readonly timer: number; readonly x: number; readonly y: number } | null>(null);
  const lift = () => {
    if (press.current) window.clearTimeout(press.current.timer);
    press.current = null;
  };
  return {
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      lift();
      if (isOfTheBrowser(event)) return;
      event.preventDefault();
      open({ x: event.clientX, y: event.clientY });
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      lift();
      if (event.pointerType !== 'touch' || isPressable(event.target)) return;
      const { clientX: x, clientY: y } = event;
      press.current = { x, y, timer: window.setTimeout(() => open({ x, y }), LONG_MS) };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const start = press.current;
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > TREMBLE) lift();
    },
    onPointerUp: lift,
    onPointerCancel: lift,
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
