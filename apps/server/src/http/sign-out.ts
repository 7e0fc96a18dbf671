import type { IncomingMessage, ServerResponse } from 'node:http';
import { failure } from '@tidemark/protocol';
import { z } from 'zod';
import { endDevice } from '../identity/devices.ts';
import { readJson, sendFailure, sendJson } from './json.ts';
import type { HttpDeps } from './deps.ts';

const signOutSchema = z.strictObject({ deviceId: z.uuid() });

/** POST /api/sign-out: ends the login, the device and its sockets. Safe to repeat, also without a login any more. */
export async function signOut(deps: HttpDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parsed = signOutSchema.safeParse(await readJson(request));
  if (!parsed.success) return sendFailure(response, failure('bad-request', { detail: 'deviceId, as JSON' }));
  const login = await deps.logins.find(request.headers);
  if (login) await endDevice(deps, login.userId, parsed.data.deviceId.toLowerCase());
  const cookies = await deps.logins.signOut(request.headers);
  if (login) await deps.logins.end(login.loginId);
  response.setHeader('Set-Cookie', [...cookies]);
  sendJson(response, 200, { ok: true });
}
