import type { IncomingMessage, ServerResponse } from 'node:http';
import { failure } from '@tidemark/protocol';
import { codeOfError } from '../failures.ts';
import { errorFields } from '../log.ts';
import { authenticate } from './auth.ts';
import type { HttpDeps } from './deps.ts';
import { ownDevices, registerDevice } from './devices.ts';
import { applySecurityHeaders, DATA_HEADERS } from './headers.ts';
import { healthz, readyz } from './health.ts';
import { sendMetrics } from './metrics.ts';
import { sendFailure } from './json.ts';
import { signOut } from './sign-out.ts';

/** Answers every HTTP request: the server's own paths here, all others by the web client. */
export function createRouter(deps: HttpDeps): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    applySecurityHeaders(response);
    route(deps, request, response).catch((error: unknown) => {
      deps.log.error({ ...errorFields(error), path: pathOf(request) }, 'a request failed');
      if (response.headersSent) response.destroy();
      else sendFailure(response, failure(codeOfError(error)));
    });
  };
}

async function route(deps: HttpDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  if (path === '/healthz') return healthz(response);
  if (path === '/readyz') return readyz(deps, response);
  if (path === '/metrics') return sendMetrics(deps, request, response);
  if (path === '/api' || path.startsWith('/api/')) return api(deps, path, request, response);
  if (deps.pages) return deps.pages(request, response);
  notFound(response);
}

async function api(deps: HttpDeps, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead ? crossesSites(request) : !deps.origins.allows(request.headers)) {
    return sendFailure(response, failure('origin-refused'));
  }
  if (path.startsWith('/api/auth/')) return authenticate(deps, request, response);
  if (request.method === 'POST' && path === '/api/devices') return registerDevice(deps, request, response);
  if (request.method === 'POST' && path === '/api/sign-out') return signOut(deps, request, response);
  if (request.method === 'GET' && path === '/api/health/devices') return ownDevices(deps, request, response);
  notFound(response);
}

/** A read that a page of another site has started; a browser says so. */
function crossesSites(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, DATA_HEADERS);
  response.end();
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
