'use client';

import { useMemo } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { type Marks, NO_MARKS, type OwnValues, marksOf } from './keys.ts';

/** One's own data whose keys begin with `prefix`; undefined until it is read for the first time. */
export function useOwn(prefix: string): OwnValues | undefined {
  const client = useClient();
  const all = useLive(client, 'own', () => client.live.own(''));
  return useMemo(() => all && new Map([...all].filter(([key]) => key.startsWith(prefix))), [all, prefix]);
}

/** What one has made of one's chats. */
export function useMarks(): Marks {
  const values = useOwn('');
  return useMemo(() => (values ? marksOf(values) : NO_MARKS), [values]);
}
