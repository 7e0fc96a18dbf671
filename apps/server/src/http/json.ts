import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure } from '@tidemark/protocol';
import { DATA_HEADERS } from './headers.ts';

/** The largest body of a request, in bytes. */
const BODY_BYTES = 16_000;

/** The HTTP status that goes with a failure's code. */
const STATUS: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  'origin-refused': 403,
  'device-revoked': 403,
  'device-unknown': 404,
  'too-fast': 429,
  unavailable: 503,
  internal: 500,
};

export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...DATA_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendFailure(response: ServerResponse, failure: Failure): void {
  if (failure.retryAfterMs !== undefined) response.setHeader('Retry-After', Math.ceil(failure.retryAfterMs / 1000));
  sendJson(response, STATUS[failure.code] ?? 400, failure);
}

/** A body that is read to its end, or null when it is larger than any request of this server. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes <= BODY_BYTES) chunks.push(part);
    else if (bytes > 64 * BODY_BYTES) break;
  }
  return bytes > BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

/** The JSON of a request's body; undefined when it is none, of another type, or too large. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request);
  if (body === null || !(request.headers['content-type'] ?? '').startsWith('application/json')) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
