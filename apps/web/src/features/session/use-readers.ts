'use client';

import { useRef } from 'react';
import type { Readers } from '../markdown/markdown.tsx';
import { namesOf, type People } from './people.ts';

/** Who can be mentioned here. The same object while it says the same, so that no message is drawn again for nothing. */
export function useReaders(people: People, selfId: string): Readers {
  const kept = useRef<Readers>({ names: new Map(), selfId });
  const names = namesOf(people);
  const same =
    kept.current.selfId === selfId &&
    kept.current.names.size === names.size &&
    [...names].every(([name, userId]) => kept.current.names.get(name) === userId);
  if (!same) kept.current = { names, selfId };
  return kept.current;
}
