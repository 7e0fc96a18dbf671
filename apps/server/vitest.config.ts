import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default defineConfig({
  test: {
    ...shared,
    name: 'server',
    globalSetup: ['@tidemark/db/testing/global-setup'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
});
