/** How often a read is tried before its failure is believed. */
const TRIES = 3;

/**
 * Reads again when a read fails: a browser under load commits a read transaction early now and then, and the next
 * attempt sees the store as it is. Only a failure that lasts reaches the screen.
 */
export async function persistent<T>(read: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await read();
    } catch (error) {
      if (tried >= TRIES) throw error;
    }
  }
}
