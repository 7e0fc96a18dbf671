'use client';

import { useMemo, useRef } from 'react';
import type { Readers } from '../markdown/markdown.tsx';
import { namesOf, type People } from './people.ts';

/**
 * Those who are known here, and whom of them a text can name. The same objects while they say the same, so that no
 * message is drawn again for nothing.
 */
export function useReaders(people: People, selfId: string): { readonly people: People; readonly readers: Readers } {
  const kept = useRef(people);
  if (!saysTheSame(kept.current, people)) kept.current = people;
  const stable = kept.current;
  const readers = useMemo<Readers>(() => ({ names: namesOf(stable), selfId }), [stable, selfId]);
  return { people: stable, readers };
}

function saysTheSame(known: People, next: People): boolean {
  return (
    known.size === next.size &&
    [...next].every(([userId, { username, displayName }]) => {
      const user = known.get(userId);
      return user !== undefined && user.username === username && user.displayName === displayName;
    })
  );
}
