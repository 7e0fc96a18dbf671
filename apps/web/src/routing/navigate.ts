import { askAgain } from './asked-again.ts';
import { keepChoice } from './kept-choice.ts';

/**
 * Moves between screens without the network: Next follows `history` and `usePathname` reports it. Nothing is fetched,
 * so this works offline. The list goes on showing the chats that were chosen.
 */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  const { pathname, search } = window.location;
  const goal = keepChoice(path, search);
  if (goal === pathname + search) return askAgain();
  if (how === 'push') window.history.pushState(null, '', goal);
  else window.history.replaceState(null, '', goal);
}
