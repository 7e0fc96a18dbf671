/** The part of the address that says which chats the list shows. */
export const SHOW = 'show';

/** Where nobody is signed in there is no list, and the next account begins with all its chats. */
const WITHOUT_LIST: readonly string[] = ['/sign-in', '/sign-up'];

/**
 * A path with the present choice of chats: it stays while one moves among the screens, forth and back.
 * @param path where one goes, which may choose for itself
 * @param search the query of the address that one comes from
 */
export function keepChoice(path: string, search: string): string {
  const { pathname, searchParams, hash } = new URL(path, 'http://tidemark.invalid');
  const choice = new URLSearchParams(search).get(SHOW);
  if (choice === null || searchParams.has(SHOW) || WITHOUT_LIST.includes(pathname)) return path;
  searchParams.set(SHOW, choice);
  return `${pathname}?${searchParams}${hash}`;
}
