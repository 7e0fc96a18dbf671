'use client';

import { useSearchParams } from 'next/navigation';
import { SESSION_FILTERS, type SessionFilter } from './filter.ts';

const SHOW = 'show';

/** Which chats are shown, as the address says; and the way to say it, which is no step back. */
export function useFilter(): readonly [SessionFilter, (filter: SessionFilter) => void] {
  const asked = useSearchParams().get(SHOW);
  const filter = SESSION_FILTERS.find((name) => name === asked) ?? 'all';
  return [filter, showOnly];
}

/** The same address in the present choice of chats, for links that keep it. */
export function keepFilter(path: string, filter: SessionFilter): string {
  return filter === 'all' ? path : `${path}?${SHOW}=${filter}`;
}

function showOnly(filter: SessionFilter): void {
  const { pathname, search, hash } = window.location;
  const params = new URLSearchParams(search);
  if (filter === 'all') params.delete(SHOW);
  else params.set(SHOW, filter);
  const query = params.toString();
  window.history.replaceState(null, '', `${pathname}${query ? `?${query}` : ''}${hash}`);
}
