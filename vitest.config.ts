import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** One run over all workspaces, so that the totals come from one report. A workspace with needs of its own has its own config. */
export default defineConfig({
  test: {
    projects: [
      'packages/*',
      'apps/*',
      { test: { ...shared, name: 'scripts', root: './scripts', include: ['**/*.test.mjs'] } },
    ],
    // Most of the time goes into waiting for databases and sockets: one file at a time would leave a core idle.
    maxWorkers: 2,
    // A forgotten `.only` would hide the rest of its file.
    allowOnly: false,
  },
});
