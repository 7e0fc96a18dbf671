import { existsSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { REPOSITORY } from '../env.ts';
import type { Pages } from '../server.ts';

const WEB = join(REPOSITORY, 'apps/web');

/** What is used of Next. Its own types would change those of `process.env` for the whole program. */
type Next = (options: { dev: boolean; dir: string; quiet: boolean; httpServer?: Server }) => {
  prepare(): Promise<void>;
  getRequestHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;
  close(): Promise<void>;
};

function loadNext(): Next {
  const require = createRequire(import.meta.url);
  return require('next') as Next;
}

/** The web client is not built: what to do, in one line. */
export class PagesError extends Error {
  override readonly name = 'PagesError';
}

/**
 * Next with the web client inside this process: built pages, or with hot reload in development.
 * @throws PagesError when there is nothing built to serve
 */
export async function startPages(http: Server, development: boolean): Promise<Pages> {
  if (!development && !existsSync(join(WEB, '.next/BUILD_ID'))) {
    throw new PagesError('The web client is not built: run "npm start", or "npx turbo run build" and start again.');
  }
  const next = loadNext();
  // hot reload has a socket of its own on the same server
  const app = next({ dev: development, dir: WEB, quiet: !development, ...(development ? { httpServer: http } : {}) });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: async (request, response) => {
      await handle(request, response);
    },
    close: () => app.close(),
  };
}
