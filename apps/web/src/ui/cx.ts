import { twMerge } from 'tailwind-merge';

/** Joins class names; a later utility wins over an earlier one of the same kind. */
export function cx(...names: readonly (string | false | null | undefined)[]): string {
  return twMerge(names.filter((name) => typeof name === 'string'));
}
