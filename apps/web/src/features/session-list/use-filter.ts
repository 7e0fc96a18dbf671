'use client';

import { useSearchParams } from 'next/navigation';
import { SHOW } from '../../routing/kept-choice.ts';
import { SESSION_FILTERS, type SessionFilter } from './filter.ts';

/** Which chats are shown, as the address says; and the way to say it, which is no step back. */
export function useFilter(): readonly [SessionFilter, (filter: SessionFilter) => void] {
  const asked = useSearchParams().get(SHOW);
  const filter = SESSION_FILTERS.find((name) => name === asked) ?? 'all';
  return [filter, showOnly];
}

function showOnly(filter: SessionFilter): void {
  const { pathname, search, hash } = window.location;
  const params = new URLSearchParams(search);
  if (filter === 'all') params.delete(SHOW);
  else params.set(SHOW, filter);
  const query = params.toString();
  window.history.replaceState(null, '', `${pathname}${query ? `?${query}` : ''}${hash}`);
}
