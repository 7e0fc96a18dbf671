import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { REPOSITORY } from '../env.ts';
import type { Pages } from '../server.ts';

const WEB = join(REPOSITORY, 'apps/web');

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
  const { default: next } = await import('next');
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
