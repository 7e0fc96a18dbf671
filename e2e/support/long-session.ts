import pg from 'pg';
import { databaseUrl } from './database.ts';
import type { ServerPlace } from './test-server.ts';

/** What is said, over and over: short and long, code, other scripts and directions, emoji. */
const TEXTS: readonly string[] = [
  'ok',
  'Can you do the review during the week, and we merge both before the weekend?',
  'no more copy-pasting 🎉',
  '```\nfor (let n = 0; n < 10; n += 1) {\n  tide(n);\n}\n```',
  '潮が満ちてくる。明日の朝に確認します。',
  'سأراجع ذلك غدا صباحا ثم أخبركم بالنتيجة',
  'So glad that I am not the only one overlooking things. '.repeat(6).trim(),
  'see https://example.org/a/rather/long/address?with=a&query=string',
  'one\ntwo\nthree',
  '👍🏽',
];

type Filling = {
  readonly sessionId: string;
  /** Members who take turns in runs of three. */
  readonly authorIds: readonly string[];
  readonly count: number;
  /** The times of the first and the last of them, in ms. */
  readonly from: number;
  readonly to: number;
  /** Up to which SeqId these have read; all unless told. */
  readonly readSeq?: number;
};

/** Puts messages into a session behind the server's back, in seconds: SeqIds 2 to count + 1. Sign in afterwards. */
export async function fillSession(place: ServerPlace, filling: Filling): Promise<void> {
  const { sessionId, authorIds, count, from, to } = filling;
  await onDatabase(place, async (client) => {
    await client.query(
      `INSERT INTO session_entry (session_id, seq, kind, author_id, client_id, created_at, body)
       SELECT $1, n + 2, 'message', ($2::uuid[])[1 + (n / 3) % cardinality($2::uuid[])], gen_random_uuid(),
              to_timestamp(($3::float8 + n * ($4::float8 - $3::float8) / greatest(1, $5 - 1)) / 1000),
              jsonb_build_object('text', '#' || n + 2 || ' ' || ($6::text[])[1 + (n * 7 + n / 10) % cardinality($6::text[])])
         FROM generate_series(0, $5::int - 1) AS n`,
      [sessionId, authorIds, from, to, count, TEXTS],
    );
    // As if it had been made a minute before the first of them.
    await client.query(
      `UPDATE session_entry SET created_at = to_timestamp($2::float8 / 1000) WHERE session_id = $1 AND seq = 1`,
      [sessionId, from - 60_000],
    );
    await client.query('UPDATE session SET head_seq = $2 WHERE session_id = $1', [sessionId, count + 1]);
    await client.query('UPDATE user_session SET read_seq = $2 WHERE session_id = $1', [
      sessionId,
      filling.readSeq ?? count + 1,
    ]);
    await client.query('ANALYZE session_entry');
  });
}

/** The first SeqId of a UTC day. */
export async function firstOfDay(place: ServerPlace, sessionId: string, day: string): Promise<number> {
  return onDatabase(place, async (client) => {
    const { rows } = await client.query<{ seq: string }>(
      `SELECT min(seq) AS seq FROM session_entry
        WHERE session_id = $1 AND kind = 'message' AND (created_at AT TIME ZONE 'UTC')::date = $2::date`,
      [sessionId, day],
    );
    return Number(rows[0]?.seq);
  });
}

async function onDatabase<T>(place: ServerPlace, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl(place) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
