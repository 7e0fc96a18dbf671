/** A reason to end that is told in one line, without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Errors of other parts whose message says by itself what to do. */
const EXPLAINED = new Set([
  'CommandError',
  'DatabaseUrlError',
  'EmbeddedPostgresError',
  'EnvError',
  'ExportError',
  'ImportError',
  'MigrationError',
]);

/** Runs a command's main function, which answers the exit code; what it throws becomes one line, or a stack. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = 1;
    const expected = error instanceof Error && EXPLAINED.has(error.name);
    console.error(expected ? `tidemark: ${error.message}` : error);
  }
}

/** Where the user is: npm runs its scripts in the root of the repository, and says from where it was called. */
export function callersFolder(): string {
  const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
  return script && folder ? folder : process.cwd();
}

/** True from the first SIGINT, SIGTERM or SIGHUP on; a second one ends the process at once. */
export function stopAsked(): () => boolean {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(130);
      asked = true;
    });
  }
  return () => asked;
}
