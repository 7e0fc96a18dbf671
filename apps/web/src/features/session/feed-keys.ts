/** Where a key leads among the messages, from the one that has the focus (or the last in view). */
export type FeedStep = -1 | 1 | 'first' | 'last';

const STEPS: Readonly<Record<string, FeedStep>> = { ArrowUp: -1, ArrowDown: 1, Home: 'first', End: 'last' };

export function feedStep(key: string): FeedStep | null {
  return STEPS[key] ?? null;
}

/**
 * Moves the focus among the messages of a list. Where the next one is not built it is scrolled to, and has the focus with
 * the frame in which it comes.
 */
export function moveInFeed(feed: HTMLElement, step: FeedStep): void {
  if (focusNext(feed, step) || typeof step === 'string') return;
  feed.scrollBy(0, (step * feed.clientHeight) / 2);
  requestAnimationFrame(() => focusNext(feed, step));
}

function focusNext(feed: HTMLElement, step: FeedStep): boolean {
  const articles = [...feed.querySelectorAll<HTMLElement>('article')].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
  const at = articles.findIndex((article) => article === document.activeElement);
  const next = at < 0 || typeof step === 'string' ? entryPoint(feed, articles, step) : articles[at + step];
  if (!next) return false;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

function entryPoint(feed: HTMLElement, articles: readonly HTMLElement[], step: FeedStep): HTMLElement | undefined {
  if (step === 'first') return articles[0];
  if (step === 'last') return articles.at(-1);
  const { bottom } = feed.getBoundingClientRect();
  return articles.findLast((article) => article.getBoundingClientRect().bottom <= bottom + 8) ?? articles.at(-1);
}

/** True for the list and its articles: what is inside of an article keeps its keys. */
export function isOfFeed(target: EventTarget, feed: HTMLElement): boolean {
  return target === feed || (target instanceof HTMLElement && target.tagName === 'ARTICLE');
}
