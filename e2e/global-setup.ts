import { shareServer } from './support/shared-server.ts';
import { TestServer } from './support/test-server.ts';

/** Starts the one server that most specs share. Returns what ends it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const server = await TestServer.start();
  shareServer(server);
  return () => server.dispose();
}
