/** The largest answer or push, in bytes of items: a page is cut there, and says so by what it covers. */
export const PAGE_BYTES = 512_000;
