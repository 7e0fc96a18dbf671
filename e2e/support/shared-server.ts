import type { ServerPlace, TestServer } from './test-server.ts';

const NAME = 'TIDEMARK_E2E_SERVER';

/** Makes a server known to the worker processes, which inherit this environment. */
export function shareServer(server: TestServer): void {
  process.env[NAME] = JSON.stringify(server.place);
}

/** The server that the global set-up has started. */
export function sharedServer(): ServerPlace {
  const text = process.env[NAME];
  if (text === undefined) throw new Error('The global set-up has not started a server.');
  return JSON.parse(text) as ServerPlace;
}
