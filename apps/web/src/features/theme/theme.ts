import type { Theme } from '../own/keys.ts';

/** Where this browser profile remembers the theme, to paint the first frame in it. */
const STORED = 'tidemark:theme';

/**
 * Runs before anything is painted, from the head of the document: so that a theme other than the system's does not begin
 * with a flash of the system's. Without quotes and angle brackets, which React would write as entities.
 */
export const FIRST_PAINT = `try{let t=localStorage.getItem(\`${STORED}\`);if(t===\`light\`||t===\`dark\`)document.documentElement.dataset.theme=t}catch{}`;

/** Shows a theme from now on, and in the first frame of the next load. */
export function showTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === null) delete dataset['theme'];
  else dataset['theme'] = theme;
  try {
    if (theme === null) window.localStorage.removeItem(STORED);
    else window.localStorage.setItem(STORED, theme);
  } catch {
    // Forbidden storage: the next load begins in the system's theme.
  }
}
