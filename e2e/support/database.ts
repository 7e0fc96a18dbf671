import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { ServerPlace } from './test-server.ts';

export type StoredMessage = {
  readonly seq: number;
  readonly kind: string;
  readonly authorId: string | null;
  readonly clientId: string | null;
  readonly text: string | null;
};

/** The server's database, looked at from outside. */
export class Database {
  readonly #place: ServerPlace;

  constructor(place: ServerPlace) {
    this.#place = place;
  }

  /** The head of a device's sync timeline. */
  async deviceHead(userId: string, deviceId: string): Promise<number> {
    const rows = await this.#query<{ head_seq: string }>(
      'SELECT head_seq FROM device WHERE user_id = $1 AND device_id = $2',
      [userId, deviceId],
    );
    return Number(rows[0]?.head_seq);
  }

  /** A device counts as one that was away for a lifetime, as the retention leaves it. */
  async makeDormant(userId: string, deviceId: string): Promise<void> {
    await this.#query(
      `UPDATE device SET status = 'dormant', head_seq = head_seq + 1, floor_seq = head_seq + 2
        WHERE user_id = $1 AND device_id = $2`,
      [userId, deviceId],
    );
  }

  /** The drafts of a user that the server knows. */
  async drafts(userId: string): Promise<readonly string[]> {
    const rows = await this.#query<{ value: string | null }>(
      `SELECT body ->> 'value' AS value FROM session_entry
        WHERE session_id = $1 AND kind = 'set' AND body ->> 'key' LIKE 'draft:%' ORDER BY seq`,
      [userId],
    );
    return rows.flatMap(({ value }) => value ?? []);
  }

  /** Up to which SeqId a user has read a session. */
  async readSeq(userId: string, sessionId: string): Promise<number> {
    const rows = await this.#query<{ read_seq: string }>(
      'SELECT read_seq FROM user_session WHERE user_id = $1 AND session_id = $2',
      [userId, sessionId],
    );
    return Number(rows[0]?.read_seq);
  }

  /** What a user keeps for themself: the values in force, by key. */
  async ownValues(userId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#query<{ key: string; value: string | null }>(
      `SELECT DISTINCT ON (body ->> 'key') body ->> 'key' AS key, body ->> 'value' AS value
         FROM session_entry WHERE session_id = $1 AND kind = 'set' ORDER BY body ->> 'key', seq DESC`,
      [userId],
    );
    return new Map(rows.flatMap(({ key, value }) => (value === null ? [] : [[key, value] as const])));
  }

  /** A whole session timeline, in SeqId order. */
  async entries(sessionId: string): Promise<readonly StoredMessage[]> {
    const rows = await this.#query<{
      seq: string;
      kind: string;
      author_id: string | null;
      client_id: string | null;
      text: string | null;
    }>(
      `SELECT seq, kind, author_id, client_id, body ->> 'text' AS text
         FROM session_entry WHERE session_id = $1 ORDER BY seq`,
      [sessionId],
    );
    return rows.map((row) => ({
      seq: Number(row.seq),
      kind: row.kind,
      authorId: row.author_id,
      clientId: row.client_id,
      text: row.text,
    }));
  }

  /** The texts of a session's messages, in SeqId order. */
  async texts(sessionId: string): Promise<readonly string[]> {
    return (await this.entries(sessionId)).flatMap(({ text }) => (text === null ? [] : [text]));
  }

  /** What a session holds so far was said longer ago, by an interval as PostgreSQL reads it. */
  async makeOlder(sessionId: string, by: string): Promise<void> {
    await this.#query('UPDATE session_entry SET created_at = created_at - $2::interval WHERE session_id = $1', [
      sessionId,
      by,
    ]);
  }

  /** Gives someone a name that no form would take. */
  async setDisplayName(userId: string, name: string): Promise<void> {
    await this.#query('UPDATE "user" SET display_username = $2, name = $2 WHERE id = $1', [userId, name]);
  }

  async #query<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const client = new pg.Client({ connectionString: databaseUrl(this.#place) });
    await client.connect();
    try {
      return (await client.query<Row>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }
}

/** The address of a server's embedded PostgreSQL, with the password that lies beside its data. */
export function databaseUrl({ dataDir }: ServerPlace): string {
  const text = readFileSync(path.join(dataDir, 'postgres/server.json'), 'utf8');
  const { password, port } = JSON.parse(text) as { password: string; port: number };
  return `postgresql://tidemark:${password}@127.0.0.1:${port}/tidemark`;
}
