import { isSettings, routeOf } from '../../routing/route.ts';

/**
 * The path within the app that an address of its own origin names, or null where it is for the browser: another origin,
 * what is no screen, or one of those for who is not signed in.
 * @param origin the app's own; null where there is none
 */
export function ownPath(href: string, origin: string | null): string | null {
  const { origin: of, pathname, search, hash } = new URL(href);
  if (origin === null || of !== origin || !isScreen(pathname)) return null;
  return `${pathname}${search}${hash}`;
}

function isScreen(pathname: string): boolean {
  const screen = routeOf(pathname)?.screen;
  return screen === 'session' || screen === 'saved' || screen === 'chats' || isSettings(screen);
}
