import { defineConfig } from 'vitest/config';

/** One run over all workspaces, so that the totals come from one report. A workspace with needs of its own has its own config. */
export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', { test: { name: 'scripts', root: './scripts', include: ['**/*.test.mjs'] } }],
    // A forgotten `.only` would hide the rest of its file.
    allowOnly: false,
  },
});
