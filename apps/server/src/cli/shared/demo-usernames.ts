/** The accounts of the demo. Imported people never take these names. */
export const DEMO_USERNAMES = ['alice', 'bob', 'carol'] as const;
