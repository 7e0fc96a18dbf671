/** The largest answer or push, in bytes of items: a page is cut there, and says so by what it covers. */
export const PAGE_BYTES = 512_000;

/** Sessions per page of a snapshot, at most: each carries its last message, which keeps a page below 1 MB. */
export const SNAPSHOT_SESSIONS = 50;
