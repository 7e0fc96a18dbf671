/** The embedded server cannot run. The message is one line that says what to do; print it as it is. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Object ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
