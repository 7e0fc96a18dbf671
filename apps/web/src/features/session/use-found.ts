'use client';

import { useCallback, useEffect, useState } from 'react';
import type { Row } from './rows.ts';

/** How long a message that one has gone to stands out, in ms. */
const FOUND_MS = 2000;

/** The message that one has just gone to. Its time begins when it is here: it may have to be fetched first. */
export function useFound(rows: readonly Row[]): { readonly seq: number | null; readonly show: (seq: number) => void } {
  const [found, setFound] = useState<{ readonly seq: number } | null>(null);
  const here = found !== null && rows.some((row) => row.kind === 'message' && row.seq === found.seq);
  useEffect(() => {
    if (!here) return;
    const timer = setTimeout(() => setFound(null), FOUND_MS);
    return () => clearTimeout(timer);
  }, [found, here]);
  const show = useCallback((seq: number) => setFound({ seq }), []);
  return { seq: found?.seq ?? null, show };
}
