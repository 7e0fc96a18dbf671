/** The list of emoji, fetched when it is first wanted. */
export const loadEmoji = () => import('./emoji-data.ts');
