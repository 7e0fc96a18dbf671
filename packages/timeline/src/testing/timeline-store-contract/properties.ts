import fc from 'fast-check';
import { describe, it } from 'vitest';
import { operations } from './random-operations.ts';
import { RandomRun } from './random-run.ts';
import type { Scene } from './scene.ts';

const RUNS_IN_MEMORY = 100;

/** Random runs against a naive model. A failure prints its seed and path, with which fast-check repeats it. */
export function properties(
  scene: () => Scene,
  withThreshold: (pullThreshold: number) => Promise<Scene>,
  runs: number = RUNS_IN_MEMORY,
): void {
  describe('random runs', () => {
    it('TL-2, TL-3, WR-4, MB-1, FO-1, RD-4, HS-1, SN-2: whatever happens, it is what the naive model says', async () => {
      await fc.assert(
        fc.asyncProperty(operations, (script) => new RandomRun(scene()).run(script)),
        { numRuns: runs },
      );
    });

    it('MD-4, MD-5, MD-6, SN-2: the same where sessions go into pull mode and back', async () => {
      const threshold = 2;
      const small = await withThreshold(threshold);
      await fc.assert(
        fc.asyncProperty(operations, (script) => new RandomRun(small, threshold).run(script)),
        { numRuns: runs },
      );
    });
  });
}
