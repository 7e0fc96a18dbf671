import path from 'node:path';

/**
 * Rules about the source that the linter has no words for.
 * @typedef {{ line: number, message: string }} Fault
 * @typedef {object} Rule
 * @property {string} message what is wrong and what to do instead
 * @property {RegExp} files which files it is about, by path inside the checkout
 * @property {(line: string, file: string) => boolean} isBroken
 */

const IMPORTED = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** @type {readonly Rule[]} */
const RULES = [
  {
    message: 'columns are named one by one: SELECT * and RETURNING * change with the table',
    files: /^(packages|apps|prisma|e2e)\/.*\.(ts|tsx|sql)$/,
    isBroken: (line) => /\b(select|returning)\s+(\w+\.)?\*/i.test(line),
  },
  {
    message: 'another workspace is imported by its name, not by a relative path',
    // How tests are run is one thing for all workspaces and lies beside them.
    files: /^(packages|apps)\/(?!\w[\w-]*\/vitest\.config\.ts$).*\.(ts|tsx)$/,
    isBroken: (line, file) => {
      const workspace = file.split('/', 2).join('/');
      const folder = path.posix.dirname(file);
      return [...line.matchAll(IMPORTED)].some(
        ([, target = '']) => !path.posix.join(folder, target).startsWith(`${workspace}/`),
      );
    },
  },
  {
    message: 'a test waits for what it is about, never for a time',
    files: /^(e2e\/.*|.*\.test)\.(ts|tsx)$/,
    isBroken: (line) => /\bwaitForTimeout\s*\(/.test(line),
  },
  {
    message: 'text from people is never handed to the page as HTML',
    files: /^apps\/web\/src\/.*\.(ts|tsx)$/,
    isBroken: (line) => /dangerouslySetInnerHTML|\.(inner|outer)HTML\s*=/.test(line),
  },
];

/**
 * @param {string} file path inside the checkout, with forward slashes
 * @param {string} text its content
 * @returns {Fault[]}
 */
export function findFaults(file, text) {
  const rules = RULES.filter(({ files }) => files.test(file));
  if (rules.length === 0) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.filter(({ isBroken }) => isBroken(line, file)).map(({ message }) => ({ line: index + 1, message })),
    );
}
