'use client';

import { cloneElement, type MouseEvent, useState } from 'react';
import { later, openLater } from './later.tsx';
import type { PopProps } from './popover-panel.tsx';

const panel = later(async () => (await import('./popover-panel.tsx')).PopoverPanel);

/**
 * A small floating panel that belongs to its trigger. Its code is no part of the first load: until it is opened for the
 * first time, only the trigger is there.
 */
export function Pop(props: PopProps) {
  const [real, setReal] = useState(() => panel.isHere());
  const [held, setHeld] = useState(false);
  const open = props.open ?? held;
  const setOpen = props.onOpenChange ?? setHeld;
  if (real || open) return <panel.Part {...props} open={open} onOpenChange={setOpen} />;
  const press = (event: MouseEvent) => {
    if (event.defaultPrevented) return;
    void openLater(panel, () => {
      setReal(true);
      setOpen(true);
    });
  };
  return cloneElement(props.trigger, { onClick: press, 'aria-haspopup': 'dialog', 'aria-expanded': false });
}

/** A full-width action inside a `Pop`. */
export const popItemClass =
  'flex min-h-[38px] w-full items-center gap-3 rounded-md px-3 text-start hover:bg-hover max-wide:min-h-11 [&_svg]:size-[18px] [&_svg]:stroke-[1.75] [&_svg]:text-ink-2';
