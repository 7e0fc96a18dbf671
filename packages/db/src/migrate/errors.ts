/** The database cannot be brought to this release's schema. The message is one line that says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The database cannot be reached with that URL. The message is one line that says what to do; no password in it. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}
