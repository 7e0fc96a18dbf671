'use client';

import { useEffect, useState } from 'react';
import { dayLabel } from '../../time/format.ts';
import { useNow } from '../../time/use-now.ts';
import { cx } from '../../ui/cx.ts';

/** The day of what is on top, shown while one scrolls and a second after. */
export function FloatingDate(props: { readonly at: number | null; readonly scrolling: boolean }) {
  const [shown, setShown] = useState(false);
  const now = useNow();
  if (props.scrolling && !shown) setShown(true);
  useEffect(() => {
    if (props.scrolling) return;
    const timer = setTimeout(() => setShown(false), 1000);
    return () => clearTimeout(timer);
  }, [props.scrolling]);
  return (
    <div
      aria-hidden="true"
      className={cx(
        'pointer-events-none absolute inset-x-0 top-2.5 flex justify-center transition-opacity duration-140',
        shown && props.at !== null ? 'opacity-100' : 'opacity-0',
      )}
    >
      <span className="inline-flex h-7 items-center rounded-full bg-surface px-3 text-caption font-[580] text-ink-2 shadow-float">
        {props.at === null ? '' : dayLabel(props.at, now)}
      </span>
    </div>
  );
}
