/**
 * Moves between screens without the network: Next follows `history` and `usePathname` reports it. Nothing is fetched,
 * so this works offline.
 */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  const { pathname, search } = window.location;
  if (path === pathname + search) return;
  if (how === 'push') window.history.pushState(null, '', path);
  else window.history.replaceState(null, '', path);
}
