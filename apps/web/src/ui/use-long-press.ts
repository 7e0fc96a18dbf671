'use client';

import { type MouseEvent, type PointerEvent, useState } from 'react';
import { LongPress } from './long-press.ts';

/** The handlers of what opens something where a finger rests. Not every browser makes a context menu of that. */
export function useLongPress(
  open: (at: { readonly x: number; readonly y: number }, element: HTMLElement) => void,
  isOfItself: (target: EventTarget) => boolean = () => false,
) {
  const [press] = useState(() => new LongPress(later));
  const lift = () => press.lift();
  return {
    lift,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        lift();
        if (event.pointerType !== 'touch' || isOfItself(event.target)) return;
        const element = event.currentTarget;
        press.down({ x: event.clientX, y: event.clientY }, (at) => open(at, element));
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => press.move({ x: event.clientX, y: event.clientY }),
      onPointerUp: lift,
      onPointerCancel: lift,
      onClickCapture: (event: MouseEvent<HTMLElement>) => {
        if (!press.takesClick()) return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}

function later(ms: number, run: () => void): () => void {
  const timer = window.setTimeout(run, ms);
  return () => window.clearTimeout(timer);
}
