/** How long the browser may take to open a database before its storage counts as unusable, in ms. */
export const OPEN_WITHIN = 4_000;

/** The browser did not answer in time. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/** @throws LateError when `work` takes longer than `ms` */
export async function within<T>(work: PromiseLike<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError('the browser does not open its storage')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
