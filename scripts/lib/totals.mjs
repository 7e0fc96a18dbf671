/**
 * What a suite came to. `failed` counts more than failed tests: whatever means that a suite did not fully run
 * (a file that did not report, a crash, a skipped test) is a failure too. `problems` names each one, because a long log
 * is often read from its end only.
 * @typedef {{ passed: number, failed: number, problems: readonly string[] }} Totals
 */

/**
 * @typedef {object} VitestReport the part of vitest's JSON report that is read here
 * @property {readonly { name: string, status: string, message?: string, assertionResults: readonly { status: string, fullName?: string }[] }[]} testResults
 */

/**
 * @typedef {object} PlaywrightReport the part of Playwright's JSON report that is read here
 * @property {{ rootDir: string }} config
 * @property {readonly PlaywrightSuite[]} suites
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {readonly { message?: string }[]} errors
 */

/**
 * @typedef {object} PlaywrightSuite a spec file, or a `describe` within one
 * @property {string} file
 * @property {readonly { title: string, tests: readonly { status: string }[] }[]} specs
 * @property {readonly PlaywrightSuite[]} [suites]
 */

/**
 * @param {object} outcome
 * @param {VitestReport | null} outcome.report null when none was written
 * @param {number} outcome.exitCode
 * @param {readonly string[]} outcome.expectedFiles absolute paths of all test files there are
 * @returns {Totals}
 */
export function vitestTotals({ report, exitCode, expectedFiles }) {
  if (report === null) return crashed('The unit suites ended without a report.');
  let passed = 0;
  let failed = 0;
  const problems = [];
  for (const file of report.testResults) {
    const before = failed;
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') passed += 1;
      else failed += 1;
      if (status === 'failed') problems.push(`${file.name}: "${fullName}" failed.`);
      else if (status !== 'passed') problems.push(`${file.name}: "${fullName}" was not run (${status}).`);
    }
    if (file.assertionResults.length === 0 || (file.status === 'failed' && failed === before)) {
      failed += 1;
      problems.push(`${file.name} failed as a whole: ${firstLine(file.message) || 'it holds no test'}.`);
    }
  }
  return complete({
    passed,
    failed,
    problems,
    exitCode,
    expectedFiles,
    seenFiles: report.testResults.map(({ name }) => name),
  });
}

/**
 * @param {object} outcome
 * @param {PlaywrightReport | null} outcome.report null when none was written
 * @param {number} outcome.exitCode
 * @param {readonly string[]} outcome.expectedFiles absolute paths of all spec files there are
 * @returns {Totals}
 */
export function playwrightTotals({ report, exitCode, expectedFiles }) {
  if (report === null) return crashed('The browser suite ended without a report.');
  const { expected, unexpected, flaky, skipped } = report.stats;
  const problems = [
    ...report.errors.map(({ message }) => `The browser suite reported: ${firstLine(message)}.`),
    ...report.suites.flatMap(failedSpecs),
  ];
  if (flaky > 0) problems.push(`${flaky} browser tests passed only when repeated.`);
  if (skipped > 0) problems.push(`${skipped} browser tests were not run.`);
  const seenFiles = report.suites.map(({ file }) => `${report.config.rootDir}/${file}`);
  return complete({
    passed: expected,
    failed: unexpected + flaky + skipped + report.errors.length,
    problems,
    exitCode,
    expectedFiles,
    seenFiles,
  });
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {string[]}
 */
function failedSpecs({ file, specs, suites = [] }) {
  const failed = specs.filter(({ tests }) => tests.some(({ status }) => status === 'unexpected'));
  return [...failed.map(({ title }) => `${file}: "${title}" failed.`), ...suites.flatMap(failedSpecs)];
}

/**
 * @param {readonly Totals[]} parts
 * @returns {Totals}
 */
export function sum(parts) {
  return {
    passed: parts.reduce((total, part) => total + part.passed, 0),
    failed: parts.reduce((total, part) => total + part.failed, 0),
    problems: parts.flatMap((part) => part.problems),
  };
}

/**
 * Adds what only the whole run shows: silent files, no tests at all, an error outside of any test.
 * @param {{ passed: number, failed: number, problems: string[], exitCode: number, expectedFiles: readonly string[], seenFiles: readonly string[] }} run
 * @returns {Totals}
 */
function complete({ passed, failed, problems, exitCode, expectedFiles, seenFiles }) {
  const seen = new Set(seenFiles);
  const silent = expectedFiles.filter((file) => !seen.has(file));
  for (const file of silent) problems.push(`${file} did not report.`);
  let failures = failed + silent.length;
  if (passed + failures === 0) {
    failures += 1;
    problems.push('There was no test to run.');
  }
  if (exitCode !== 0 && failures === 0) {
    failures += 1;
    problems.push(`A suite ended with code ${exitCode}, though all of its tests passed; its output says why.`);
  }
  return { passed, failed: failures, problems };
}

/**
 * @param {string} problem
 * @returns {Totals}
 */
const crashed = (problem) => ({ passed: 0, failed: 1, problems: [problem] });

/** @param {string | undefined} text */
const firstLine = (text) => (text ?? '').split('\n', 1)[0] ?? '';
