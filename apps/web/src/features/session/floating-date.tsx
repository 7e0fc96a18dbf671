'use client';

import { CalendarDays } from 'lucide-react';
import { useEffect, useState } from 'react';
import { dayLabel, fullTime } from '../../time/format.ts';
import { useNow } from '../../time/use-now.ts';
import { cx } from '../../ui/cx.ts';
import type { Top } from './list-view.ts';

/**
 * The day of what is on top, shown while one scrolls and a second after. Says the full time and SeqId to whoever points
 * at it, and opens the calendar.
 */
export function FloatingDate(props: {
  readonly top: Top | null;
  readonly scrolling: boolean;
  readonly onPress: () => void;
}) {
  const { top } = props;
  const [shown, setShown] = useState(false);
  const [near, setNear] = useState(false);
  const now = useNow();
  if (props.scrolling && !shown) setShown(true);
  useEffect(() => {
    if (props.scrolling || near) return;
    const timer = setTimeout(() => setShown(false), 1000);
    return () => clearTimeout(timer);
  }, [props.scrolling, near]);
  if (top === null) return null;
  const visible = shown || near;
  const full = `${fullTime(top.at)}${top.seq === null ? '' : ` · #${top.seq.toLocaleString('en')}`}`;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-2.5 z-1 flex justify-center">
      <button
        type="button"
        data-floating-date=""
        title={full}
        onClick={props.onPress}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
        onFocus={() => setNear(true)}
        onBlur={() => setNear(false)}
        className={cx(
          'inline-flex h-7 items-center gap-1.5 rounded-full bg-surface px-3 text-caption font-[580] text-ink-2 shadow-float transition-opacity duration-140 hover:text-tide-strong',
          visible ? 'pointer-events-auto opacity-100' : 'opacity-0',
        )}
      >
        <CalendarDays aria-hidden="true" className="size-3.5 stroke-[1.75]" />
        {near ? full : dayLabel(top.at, now)}
      </button>
    </div>
  );
}
