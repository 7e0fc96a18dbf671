import { defineConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.ts';

export default defineConfig({
  test: { ...shared, name: 'faults', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] },
});
