/**
 * An expected reason to stop: it is shown as one line that says what to do, without a stack.
 */
export class Stop extends Error {}

/**
 * Runs a script's main function: a {@link Stop} becomes one line and exit code 1, anything else a stack.
 * @param {() => Promise<number | void>} main resolves to the exit code (0 when it resolves to nothing)
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof Stop ? `tidemark: ${error.message}` : error);
  }
}
