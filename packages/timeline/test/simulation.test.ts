import { describe, expect, it } from 'vitest';
import { simulate } from '../src/testing/index.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/** SIM_SEED runs one seed, SIM_RUNS says how many, SIM_STEPS how long each life is. */
const only = process.env['SIM_SEED'];
const steps = Number(process.env['SIM_STEPS'] ?? 60);
const runs = Number(process.env['SIM_RUNS'] ?? 2_000);
const BATCH = 100;

async function check(seed: number): Promise<void> {
  const report = await simulate(seed, steps);
  if (report.violations.length === 0) return;
  const rerun = `SIM_SEED=${seed} SIM_STEPS=${steps} npx vitest run packages/timeline/test/simulation.test.ts`;
  expect.fail(`seed ${seed} broke:\n  ${report.violations.slice(0, 12).join('\n  ')}\nRun it again: ${rerun}`);
}

describe('simulation', () => {
  if (only !== undefined) {
    it(`SN-2, OD-6: converges with seed ${only}`, () => check(Number(only)), 60_000);
    return;
  }
  for (let first = 1; first <= runs; first += BATCH) {
    const last = Math.min(runs, first + BATCH - 1);
    it(`SN-2, WR-6, OD-6: converges with seeds ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed += 1) await check(seed);
    }, 60_000);
  }
});
