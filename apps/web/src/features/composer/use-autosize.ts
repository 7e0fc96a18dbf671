'use client';

import { type RefObject, useLayoutEffect } from 'react';

/** Grows a textarea with its text where the browser does not do so by itself (`field-sizing`). */
export function useAutosize(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [field, text]);
}
