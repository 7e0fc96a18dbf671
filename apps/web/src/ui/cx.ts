import { extendTailwindMerge } from 'tailwind-merge';

/** The type scale of our theme. Without its names, a size and a colour of text look alike, and one drops the other. */
export const TEXT_SIZES = ['micro', 'caption', 'small', 'ui', 'body', 'title', 'heading', 'display'] as const;

const merge = extendTailwindMerge({ extend: { theme: { text: [...TEXT_SIZES] } } });

/** Joins class names; a later utility wins over an earlier one of the same kind. */
export function cx(...names: readonly (string | false | null | undefined)[]): string {
  return merge(names.filter((name) => typeof name === 'string'));
}
