import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { databaseUrl } from './database.ts';
import type { ServerPlace } from './test-server.ts';

/** A group to make: its first member is its owner, and all of them speak in turn. */
export type SeededGroup = {
  readonly title: string;
  readonly userIds: readonly string[];
  readonly messages: number;
};

/**
 * Makes groups with messages as if they had been there all along, read by all: no sync timeline tells of them, so a
 * device that comes later finds them in its snapshot. The texts are `<title> <n>` and words after it, of many lengths.
 * @returns the ids of the sessions, in the order of the groups
 */
export async function seedGroups(place: ServerPlace, groups: readonly SeededGroup[]): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl(place) });
  await client.connect();
  try {
    const ids: string[] = [];
    for (const group of groups) ids.push(await seed(client, group));
    return ids;
  } finally {
    await client.end();
  }
}

async function seed(client: pg.Client, { title, userIds, messages }: SeededGroup): Promise<string> {
  const id = randomUUID();
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO session (session_id, kind, title, history, head_seq, member_count) VALUES ($1, 'group', $2, 'joined', $3, $4)`,
    [id, title, messages + 1, userIds.length],
  );
  await client.query(
    `INSERT INTO session_entry (session_id, seq, kind, author_id, client_id, created_at, body)
     SELECT $1::uuid, 1, 'session-created', ($2::uuid[])[1], gen_random_uuid(), now() - make_interval(mins => $4::int + 1),
            jsonb_build_object('sessionKind', 'group', 'title', $3::text, 'memberIds', to_jsonb($2::uuid[]), 'mode', 'push')
      UNION ALL
     SELECT $1::uuid, n + 1, 'message', ($2::uuid[])[1 + n / 3 % cardinality($2::uuid[])], gen_random_uuid(),
            now() - make_interval(mins => $4::int - n + 1),
            jsonb_build_object('text', $3 || ' ' || n || repeat(' and what people write to each other', n * 7 % 9))
       FROM generate_series(1, $4::int) AS n`,
    [id, userIds, title, messages],
  );
  await client.query(
    `INSERT INTO session_member (session_id, user_id, from_seq, role, visible_from)
     SELECT $1, u.id, 1, CASE WHEN u.place = 1 THEN 'owner' ELSE 'member' END, 1
       FROM unnest($2::uuid[]) WITH ORDINALITY AS u (id, place)`,
    [id, userIds],
  );
  await client.query(
    `INSERT INTO user_session (user_id, session_id, state, read_seq)
     SELECT u.id, $1, 'active', $3 FROM unnest($2::uuid[]) AS u (id)`,
    [id, userIds, messages + 1],
  );
  await client.query('COMMIT');
  return id;
}
