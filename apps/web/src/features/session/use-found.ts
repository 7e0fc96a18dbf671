'use client';

import { useEffect, useState } from 'react';

/** How long a message that one has gone to stands out, in ms. */
const FOUND_MS = 2000;

/** The message that one has just gone to. */
export function useFound(): { readonly seq: number | null; readonly show: (seq: number) => void } {
  const [found, setFound] = useState<{ readonly seq: number } | null>(null);
  useEffect(() => {
    if (!found) return;
    const timer = setTimeout(() => setFound(null), FOUND_MS);
    return () => clearTimeout(timer);
  }, [found]);
  return { seq: found?.seq ?? null, show: (seq) => setFound({ seq }) };
}
