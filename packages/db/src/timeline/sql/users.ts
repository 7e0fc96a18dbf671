import { statement } from '../statement.ts';

/** Profiles of people, by id. Answers no row for those who do not exist. */
export const readUsers = statement<{ id: string; username: string | null; name: string }>(
  'read-users',
  `SELECT id, username, name FROM "user" WHERE id = ANY($1::uuid[])`,
);
