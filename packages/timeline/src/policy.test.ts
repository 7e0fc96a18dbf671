import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PULL_THRESHOLD, nextMode, returnLine } from './policy.ts';
import type { SyncMode } from './policy.ts';

const modes = fc.constantFrom<SyncMode>('push', 'pull');
const thresholds = fc.integer({ min: 1, max: 5_000 });

/** The modes a session goes through as its member count does. */
function walk(start: SyncMode, counts: readonly number[], threshold: number): readonly SyncMode[] {
  const walked: SyncMode[] = [];
  for (const members of counts) walked.push(nextMode({ mode: walked.at(-1) ?? start, members, threshold }));
  return walked;
}

const switches = (start: SyncMode, walked: readonly SyncMode[]): number =>
  walked.filter((mode, i) => mode !== (walked[i - 1] ?? start)).length;

describe('nextMode', () => {
  it.each([
    ['push', 1, 'push'],
    ['push', 199, 'push'],
    ['push', 200, 'push'],
    ['push', 201, 'pull'],
    ['pull', 200, 'pull'],
    ['pull', 161, 'pull'],
    ['pull', 160, 'push'],
    ['pull', 0, 'push'],
  ] as const)('MD-1: from %s with %i members to %s', (mode, members, expected) => {
    expect(nextMode({ mode, members })).toBe(expected);
    expect(DEFAULT_PULL_THRESHOLD).toBe(200);
  });

  it('MD-1: far from the lines the count alone decides, whatever the mode was', () => {
    fc.assert(
      fc.property(modes, thresholds, fc.nat(10_000), (mode, threshold, members) => {
        const next = nextMode({ mode, members, threshold });
        if (members > threshold) expect(next).toBe('pull');
        if (members <= returnLine(threshold)) expect(next).toBe('push');
      }),
    );
  });

  it('MD-2: asking again changes nothing', () => {
    fc.assert(
      fc.property(modes, thresholds, fc.nat(10_000), (mode, threshold, members) => {
        const next = nextMode({ mode, members, threshold });
        expect(nextMode({ mode: next, members, threshold })).toBe(next);
      }),
    );
  });

  it('MD-2: on the line it does not flap: steps within the band switch at most once', () => {
    fc.assert(
      fc.property(modes, thresholds, fc.array(fc.nat(1_000), { maxLength: 60 }), (start, threshold, steps) => {
        const lowest = returnLine(threshold) + 1;
        const counts = steps.map((step) => lowest + (step % (threshold + 1 - lowest + 1)));
        expect(switches(start, walk(start, counts, threshold))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('MD-2: every switch back needs the whole band to be crossed', () => {
    fc.assert(
      fc.property(thresholds, fc.array(fc.nat(10_000), { maxLength: 60 }), (threshold, counts) => {
        const walked = walk('push', counts, threshold);
        for (const [i, mode] of walked.entries()) {
          const before = walked[i - 1] ?? 'push';
          const members = counts[i] ?? 0;
          if (before === 'push' && mode === 'pull') expect(members).toBeGreaterThan(threshold);
          if (before === 'pull' && mode === 'push') expect(members).toBeLessThan(threshold);
        }
      }),
    );
  });

  it('MD-3: the decision of the operator stands above the count', () => {
    fc.assert(
      fc.property(modes, modes, thresholds, fc.nat(10_000), (mode, override, threshold, members) => {
        expect(nextMode({ mode, members, threshold, override })).toBe(override);
      }),
    );
  });
});
