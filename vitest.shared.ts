import type { UserWorkspaceConfig } from 'vitest/config';

/**
 * What the tests of every workspace have in common. The limits end what hangs and are no claim about speed: a machine
 * that is busy with other things takes several times as long as a quiet one.
 */
export const shared = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 15_000 } },
  // The modules of a workspace are loaded once for all of its files, which halves the time: no test changes them.
  isolate: false,
} satisfies UserWorkspaceConfig['test'];
