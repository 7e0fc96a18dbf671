import type { ServerResponse } from 'node:http';
import { sendJson } from './json.ts';
import type { HttpDeps } from './deps.ts';

/** Is the process alive? No I/O. */
export function healthz(response: ServerResponse): void {
  sendJson(response, 200, { ok: true });
}

/** May traffic be sent here? Not while the database is away or the server goes down; without the bus it may. */
export async function readyz(deps: HttpDeps, response: ServerResponse): Promise<void> {
  if (deps.leaving()) return sendJson(response, 503, { ok: false, reason: 'draining' });
  try {
    await deps.store.epoch();
    sendJson(response, 200, { ok: true, ...(deps.bus.isUp ? {} : { degraded: 'redis' }) });
  } catch {
    sendJson(response, 503, { ok: false, reason: 'database' });
  }
}
