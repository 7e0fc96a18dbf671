import { defineConfig, type ReporterDescription } from '@playwright/test';
import { launchOptions } from './support/browser.ts';

// The JSON report goes to E2E_REPORT where that is set.
const report = process.env['E2E_REPORT'];
const reporter: ReporterDescription[] = [['list'], ...(report ? [['json', { outputFile: report }] as const] : [])];

export default defineConfig({
  testDir: './specs',
  outputDir: './test-results',
  globalSetup: './global-setup.ts',
  reporter,
  // Every test has users of its own, so two can share the server.
  workers: 2,
  fullyParallel: true,
  // A test that passes only when repeated is a fault that has been seen.
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions: launchOptions(),
    // A trace shows all that a failed test saw, and keeps every page busy with being recorded: only where it is asked for.
    trace: process.env['E2E_TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'off',
    video: 'off',
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
  },
});
