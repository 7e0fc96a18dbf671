import { describe, expect, it } from 'vitest';
import { playwrightTotals, sum, vitestTotals } from './totals.mjs';

/** @param {...string} statuses */
const file = (...statuses) => ({
  name: '/a.test.ts',
  status: statuses.includes('failed') ? 'failed' : 'passed',
  message: '',
  assertionResults: statuses.map((status) => ({ status, fullName: `is ${status}` })),
});

/** @param {Partial<Parameters<typeof vitestTotals>[0]>} outcome */
const unit = (outcome) => vitestTotals({ report: null, exitCode: 0, expectedFiles: [], ...outcome });

describe('totals of the unit suites', () => {
  it('counts what was reported, and names what failed', () => {
    const report = { testResults: [file('passed', 'failed', 'passed')] };
    expect(unit({ report, exitCode: 1, expectedFiles: ['/a.test.ts'] })).toEqual({
      passed: 2,
      failed: 1,
      problems: ['/a.test.ts: "is failed" failed.'],
    });
  });

  it('takes a missing report for a failure', () => {
    expect(unit({ report: null, exitCode: 1 })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('takes a file that could not be loaded for a failure', () => {
    const broken = { name: '/a.test.ts', status: 'failed', message: 'SyntaxError: x\n at y', assertionResults: [] };
    const totals = unit({ report: { testResults: [broken] }, exitCode: 1 });
    expect(totals).toEqual({ passed: 0, failed: 1, problems: ['/a.test.ts failed as a whole: SyntaxError: x.'] });
  });

  it('takes a file whose hooks failed, though its tests passed, for a failure', () => {
    const report = { testResults: [{ ...file('passed'), status: 'failed', message: 'afterAll failed' }] };
    expect(unit({ report, exitCode: 1 })).toMatchObject({ passed: 1, failed: 1 });
  });

  it('takes a test that was not run for a failure', () => {
    expect(unit({ report: { testResults: [file('passed', 'skipped', 'todo')] } })).toMatchObject({
      passed: 1,
      failed: 2,
    });
  });

  it('takes a file that did not report for a failure', () => {
    const report = { testResults: [file('passed')] };
    const totals = unit({ report, expectedFiles: ['/a.test.ts', '/b.test.ts'] });
    expect(totals).toEqual({ passed: 1, failed: 1, problems: ['/b.test.ts did not report.'] });
  });

  it('takes no tests at all for a failure', () => {
    expect(unit({ report: { testResults: [] } })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('takes an exit code that no test explains for a failure, and counts an explained one once', () => {
    expect(unit({ report: { testResults: [file('passed')] }, exitCode: 1 })).toMatchObject({ passed: 1, failed: 1 });
    expect(unit({ report: { testResults: [file('failed')] }, exitCode: 1 })).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('totals of the browser suite', () => {
  const config = { rootDir: '/e2e' };
  const stats = { expected: 3, unexpected: 0, flaky: 0, skipped: 0 };
  const file = 'specs/a.spec.ts';
  const suites = [{ file, specs: [] }];

  /** @param {string} title @param {string} status */
  const spec = (title, status) => ({ title, tests: [{ status }] });

  it('counts what was reported, and names what failed, also within groups', () => {
    const group = { file, specs: [spec('sends', 'unexpected'), spec('reads', 'expected')] };
    const nested = [{ file, specs: [spec('opens', 'unexpected')], suites: [group] }];
    const report = { config, suites: nested, stats: { ...stats, unexpected: 2 }, errors: [] };
    const totals = playwrightTotals({ report, exitCode: 1, expectedFiles: ['/e2e/specs/a.spec.ts'] });
    expect(totals).toEqual({
      passed: 3,
      failed: 2,
      problems: [`${file}: "opens" failed.`, `${file}: "sends" failed.`],
    });
  });

  it('takes flaky and skipped tests, errors outside of tests and silent files for failures', () => {
    const report = { config, suites, stats: { ...stats, flaky: 1, skipped: 1 }, errors: [{ message: 'no server' }] };
    const totals = playwrightTotals({ report, exitCode: 1, expectedFiles: ['/e2e/specs/b.spec.ts'] });
    expect(totals).toMatchObject({ passed: 3, failed: 4 });
    expect(totals.problems).toHaveLength(4);
  });
});

describe('the sum', () => {
  it('adds passes, failures and problems of all parts', () => {
    const parts = [
      { passed: 2, failed: 0, problems: [] },
      { passed: 1, failed: 1, problems: ['x'] },
    ];
    expect(sum(parts)).toEqual({ passed: 3, failed: 1, problems: ['x'] });
  });
});
