import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Properties take seconds of work; on a machine that is busy with other things they take longer.
  test: { testTimeout: 60_000, include: ['src/**/*.test.ts', 'test/**/*.test.ts'] },
});
