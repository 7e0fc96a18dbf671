import { readFileSync } from 'node:fs';

/**
 * The process of the `npm run` that this one was started by: its parent, or the parent of the shell between them. When
 * it is killed, nobody is left who would hand Ctrl-C on.
 * @returns {number | null} its id; null when this was not started by npm
 */
export function npmProcess() {
  if (process.env.npm_lifecycle_event === undefined) return null;
  const parent = readStat(process.ppid);
  if (parent === null || !/^(sh|dash|bash|zsh)$/.test(parent.name)) return process.ppid;
  return parent.parentId;
}

/** @param {number} processId */
export function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {number} processId
 * @returns {{ name: string, parentId: number } | null} null where the system has no /proc
 */
function readStat(processId) {
  try {
    const [, name = '', parentId = ''] =
      /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${processId}/stat`, 'utf8')) ?? [];
    return { name, parentId: Number(parentId) };
  } catch {
    return null;
  }
}
