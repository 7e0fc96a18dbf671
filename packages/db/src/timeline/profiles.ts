import { peopleIn } from '@tidemark/timeline';
import type { Entry, UserProfile } from '@tidemark/timeline';
import { readUsers } from './sql/users.ts';
import type { Queryable } from './statement.ts';

/** Profiles of people, each once; those who do not exist are left out. */
export async function readProfiles(on: Queryable, userIds: Iterable<string>): Promise<readonly UserProfile[]> {
  const wanted = [...new Set(userIds)];
  if (wanted.length === 0) return [];
  const rows = await readUsers.run(on, [wanted]);
  const found = new Map(
    rows.map((row): [string, UserProfile] => [
      row.id,
      { userId: row.id, username: row.username ?? row.name, displayName: row.name },
    ]),
  );
  return wanted.flatMap((userId) => found.get(userId) ?? []);
}

/** The profiles of everyone whom the entries name. */
export function profilesIn(on: Queryable, entries: Iterable<Entry>): Promise<readonly UserProfile[]> {
  return readProfiles(on, peopleIn(entries));
}
