import { type Pool, createPool } from '@tidemark/db/client';
import { groupBy } from '../history/group-by.ts';
import type { Outcome, Stay, StoredEntry, SyncReference } from '../history/outcome.ts';

/** The database, read from outside. */
export class GroundTruth {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = createPool(url, { max: 2 });
  }

  /** The heads of all sync timelines, by device. */
  async heads(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#pool.query<{ device_id: string; head_seq: string }>(
      'SELECT device_id, head_seq FROM device',
    );
    return new Map(rows.map((row) => [row.device_id, Number(row.head_seq)]));
  }

  /** The heads of all session timelines. */
  async sessionHeads(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#pool.query<{ session_id: string; head_seq: string }>(
      'SELECT session_id, head_seq FROM session',
    );
    return new Map(rows.map((row) => [row.session_id, Number(row.head_seq)]));
  }

  /**
   * Ends about half of the servers' connections to the database, in the midst of whatever they do. False when the
   * database itself is away.
   */
  async endConnections(): Promise<boolean> {
    const ended = this.#pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'tidemark' AND pid <> pg_backend_pid() AND (state <> 'idle' OR random() < 0.5)`,
    );
    return ended.then(
      () => true,
      () => false,
    );
  }

  async read(): Promise<Omit<Outcome, 'devices'>> {
    const { rows } = await this.#pool.query<{ epoch: string }>('SELECT epoch FROM timeline_epoch');
    return {
      epoch: rows[0]?.epoch ?? '',
      timelines: await this.#timelines(),
      stays: await this.#stays(),
      syncTimelines: await this.#syncTimelines(),
    };
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #timelines(): Promise<ReadonlyMap<string, readonly StoredEntry[]>> {
    const { rows } = await this.#pool.query<{
      session_id: string;
      seq: string;
      kind: string;
      client_id: string | null;
      author_id: string | null;
      sets_mode: string | null;
    }>(
      `SELECT session_id, seq, kind, client_id, author_id,
              CASE WHEN kind IN ('session-created', 'mode-changed') THEN body ->> 'mode' END AS sets_mode
         FROM session_entry ORDER BY session_id, seq`,
    );
    return groupBy(rows, ({ seq, kind, ...row }) => [
      row.session_id,
      { seq: Number(seq), kind, clientId: row.client_id, authorId: row.author_id, setsMode: row.sets_mode },
    ]);
  }

  async #stays(): Promise<Outcome['stays']> {
    const { rows } = await this.#pool.query<{
      session_id: string;
      user_id: string;
      from_seq: string;
      visible_from: string;
      until_seq: string | null;
    }>(
      `SELECT session_id, user_id, from_seq, visible_from, until_seq
         FROM session_member ORDER BY session_id, user_id, from_seq`,
    );
    const sessions = groupBy(rows, (row) => [row.session_id, row]);
    const stayOf = (row: (typeof rows)[number]): readonly [string, Stay] => {
      const to = row.until_seq === null ? null : Number(row.until_seq);
      return [row.user_id, { joined: Number(row.from_seq), from: Number(row.visible_from), to }];
    };
    return new Map([...sessions].map(([sessionId, own]) => [sessionId, groupBy(own, stayOf)]));
  }

  async #syncTimelines(): Promise<Outcome['syncTimelines']> {
    const { rows } = await this.#pool.query<{ device_id: string; seq: string; session_id: string; entry_seq: string }>(
      'SELECT device_id, seq, session_id, entry_seq FROM sync_entry WHERE kind = 1 ORDER BY device_id, seq',
    );
    const references = groupBy(rows, (row): [string, SyncReference] => [
      row.device_id,
      { syncSeq: Number(row.seq), sessionId: row.session_id, seq: Number(row.entry_seq) },
    ]);
    const heads = await this.heads();
    return new Map([...heads].map(([id, head]) => [id, { head, references: references.get(id) ?? [] }]));
  }
}
