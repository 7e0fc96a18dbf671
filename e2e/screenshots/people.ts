import { post, type Person } from '../support/api.ts';
import type { ServerPlace } from '../support/test-server.ts';
import { onDatabase } from './on-database.ts';

/** Who is in the pictures; they are Maya's. */
export const NAMES = ['Maya', 'Jonas', 'Priya', 'Tomas', 'Lena', 'Samuel', 'Noor', 'Felix'] as const;
export type Name = (typeof NAMES)[number];
export type Cast = Readonly<Record<Name, Person>>;

/** Accounts whose ids are the same every time, as colours depend on them. */
export async function makeCast(place: ServerPlace): Promise<Cast> {
  const made: [Name, Person][] = [];
  for (const [n, username] of NAMES.entries()) {
    const password = `low tide at noon, ${username}`;
    const answer = await post(place, '/api/auth/sign-up/email', { username, password });
    if (!answer.ok) throw new Error(`${username} could not be signed up: ${await answer.text()}`);
    const { user } = (await answer.json()) as { user: { id: string } };
    const userId = `0190d4c2-7a00-7000-8000-${String(n * 31 + 9).padStart(12, '0')}`;
    await onDatabase(place, async (client) => {
      await client.query('UPDATE "user" SET id = $2 WHERE id = $1', [user.id, userId]);
      await client.query('UPDATE account SET account_id = $1::text WHERE user_id = $1::uuid', [userId]);
    });
    made.push([username, { username, password, userId }]);
  }
  return Object.fromEntries(made) as Record<Name, Person>;
}
