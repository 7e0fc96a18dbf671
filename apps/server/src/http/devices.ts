import type { IncomingMessage, ServerResponse } from 'node:http';
import { failure, registerDeviceSchema } from '@tidemark/protocol';
import { endLoginIfUnused } from '../identity/devices.ts';
import { storable } from '../text.ts';
import { readJson, sendFailure, sendJson } from './json.ts';
import type { HttpDeps } from './deps.ts';

/** POST /api/devices: makes this browser profile a device of the signed-in user, bound to this login. Idempotent. */
export async function registerDevice(
  deps: HttpDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const login = await deps.logins.find(request.headers);
  const parsed = registerDeviceSchema.safeParse(await readJson(request));
  if (!login) return sendFailure(response, failure('unauthenticated'));
  if (!parsed.success) return sendFailure(response, failure('bad-request', { detail: 'deviceId and name, as JSON' }));
  const tooFast = await deps.limits.registration(login.userId);
  if (tooFast) return sendFailure(response, tooFast);

  const { userId, loginId } = login;
  const deviceId = parsed.data.deviceId.toLowerCase();
  const before = await deps.store.device(userId, deviceId);
  const name = storable(parsed.data.name);
  const registered = await deps.store.registerDevice({ userId, deviceId, loginId, name, at: deps.clock.now() });
  if (registered.outcome !== 'done') return sendFailure(response, failure(registered.outcome));
  if (before?.loginId && before.loginId !== loginId) {
    // the login of before was this profile's: the new one replaces it
    deps.endings.deviceMoved(userId, deviceId, before.loginId);
    await endLoginIfUnused(deps, userId, before.loginId);
  }
  const user = (await deps.directory.profiles([userId])).get(userId);
  if (!user) return sendFailure(response, failure('unauthenticated'));
  sendJson(response, 200, { ok: true, user, deviceId });
}

/** GET /api/health/devices: how many sockets each device of the signed-in user has. */
export async function ownDevices(deps: HttpDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const login = await deps.logins.find(request.headers);
  if (!login) return sendFailure(response, failure('unauthenticated'));
  const devices = await deps.store.devices(login.userId);
  sendJson(response, 200, {
    ok: true,
    devices: devices.map(({ deviceId }) => ({ deviceId, sockets: deps.socketsOf(login.userId, deviceId) })),
  });
}
