import { SERVER_VARIABLE } from './test-database.ts';
import { startTestPostgres } from './test-postgres.ts';

/** For vitest's `globalSetup`: one server for the whole run, found by `createTestDatabase()` in every worker. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestPostgres();
  process.env[SERVER_VARIABLE] = server.url;
  return () => server.stop();
}
