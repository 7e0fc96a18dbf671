import pg from 'pg';
import { databaseUrl } from './database.ts';
import type { ServerPlace } from './test-server.ts';

/**
 * Makes so many groups of some people at once, each with one message of its first member and a time of its own, as if
 * they had been there all along: no sync timeline tells of them, so a device that comes later finds them in its
 * snapshot. Named "Session 1", "Session 2" and so on, the last the newest.
 */
export async function seedSessions(place: ServerPlace, userIds: readonly string[], count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(place) });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      `CREATE TEMP TABLE seeded ON COMMIT DROP AS
       SELECT gen_random_uuid() AS session_id, n, 'Session ' || n AS title,
              now() - make_interval(mins => $1::int - n) AS at
         FROM generate_series(1, $1::int) AS n`,
      [count],
    );
    await client.query(
      `INSERT INTO session (session_id, kind, title, history, head_seq, member_count)
       SELECT session_id, 'group', title, 'joined', 2, $1 FROM seeded`,
      [userIds.length],
    );
    await client.query(
      `INSERT INTO session_entry (session_id, seq, kind, author_id, client_id, created_at, body)
       SELECT session_id, 1, 'session-created', $1::uuid, gen_random_uuid(), at,
              jsonb_build_object('sessionKind', 'group', 'title', title, 'memberIds', $2::jsonb, 'mode', 'push')
         FROM seeded
        UNION ALL
       SELECT session_id, 2, 'message', $1::uuid, gen_random_uuid(), at,
              jsonb_build_object('text', 'The last word of ' || title || ', as long as what people write to each other.')
         FROM seeded`,
      [userIds[0], JSON.stringify(userIds)],
    );
    await client.query(
      `INSERT INTO session_member (session_id, user_id, from_seq, role, visible_from)
       SELECT session_id, u.id, 1, CASE WHEN u.place = 1 THEN 'owner' ELSE 'member' END, 1
         FROM seeded, unnest($1::uuid[]) WITH ORDINALITY AS u (id, place)`,
      [userIds],
    );
    await client.query(
      `INSERT INTO user_session (user_id, session_id, state, read_seq)
       SELECT u.id, session_id, 'active', 1 FROM seeded, unnest($1::uuid[]) AS u (id)`,
      [userIds],
    );
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
