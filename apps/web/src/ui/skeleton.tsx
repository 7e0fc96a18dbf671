'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { cx } from './cx.ts';

/** A grey bar of the size of what will come. */
export function Bone(props: { readonly className: string; readonly round?: boolean }) {
  return (
    <span
      className={cx('block h-3 animate-skeleton rounded-sm bg-sunken', props.round && 'rounded-full', props.className)}
    />
  );
}

/** Shows nothing for the first 150 ms: what is quick must not flicker. */
export function Late(props: { readonly children: ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return shown ? props.children : null;
}
