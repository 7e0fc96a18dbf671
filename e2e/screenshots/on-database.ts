import pg from 'pg';
import { databaseUrl } from '../support/database.ts';
import type { ServerPlace } from '../support/test-server.ts';

/** Does something on a server's database, behind its back. */
export async function onDatabase<T>(place: ServerPlace, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl(place) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
