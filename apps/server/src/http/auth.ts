import type { IncomingMessage, ServerResponse } from 'node:http';
import { failure } from '@tidemark/protocol';
import { ADDRESS_HEADER } from '../identity/auth.ts';
import { DATA_HEADERS } from './headers.ts';
import { readBody, sendFailure } from './json.ts';
import type { HttpDeps } from './deps.ts';

/** Hands a request under /api/auth to better-auth and writes its answer. */
export async function authenticate(deps: HttpDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === null) return sendFailure(response, failure('bad-request', { detail: 'the body is too large' }));
  const headers = new Headers();
  for (const name of ['cookie', 'origin', 'content-type', 'user-agent', 'referer', 'sec-fetch-site'] as const) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  headers.set(ADDRESS_HEADER, addressOf(request, deps.trustProxy));
  const url = new URL(request.url ?? '/', deps.origins.list()[0]);
  const answer = await deps.auth(
    new Request(url, { method: request.method, headers, body: request.method === 'POST' ? body : undefined }),
  );
  const given = [...answer.headers].filter(([name]) => name !== 'set-cookie');
  response.setHeader('Set-Cookie', answer.headers.getSetCookie());
  response.writeHead(answer.status, { ...DATA_HEADERS, ...Object.fromEntries(given) });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/** The peer's address; behind a trusted proxy the one that the proxy saw, which it puts last. */
function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = request.headers['x-forwarded-for'];
  const last = trustProxy && typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined;
  return last || request.socket.remoteAddress || '127.0.0.1';
}
