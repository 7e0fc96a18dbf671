import type { IncomingHttpHeaders } from 'node:http';
import { failure, handshakeSchema, MIN_PROTOCOL_VERSION, PROTOCOL_VERSION, type Failure } from '@tidemark/protocol';
import type { TimelineStore } from '@tidemark/timeline';
import { z } from 'zod';
import type { Logins } from '../identity/logins.ts';
import type { Identified } from './connection.ts';

export type HandshakeDeps = { readonly store: Pick<TimelineStore, 'device'>; readonly logins: Pick<Logins, 'find'> };

/** Read before the rest: another version may shape the rest in another way. */
const versionSchema = z.object({ protocol: z.number().int() });

/** Who a new socket is: the login of its cookie and the device that it names must belong together, right now. */
export async function checkHandshake(
  deps: HandshakeDeps,
  headers: IncomingHttpHeaders,
  auth: unknown,
): Promise<Identified | Failure> {
  const version = versionSchema.safeParse(auth);
  if (version.success && !isSupported(version.data.protocol)) return failure('protocol-unsupported');
  const parsed = handshakeSchema.safeParse(auth);
  if (!parsed.success) return failure('bad-request', { detail: 'handshake: protocol, userId and deviceId' });
  const userId = parsed.data.userId.toLowerCase();
  const deviceId = parsed.data.deviceId.toLowerCase();

  const login = await deps.logins.find(headers);
  const device = await deps.store.device(userId, deviceId);
  if (device?.status === 'revoked') return failure('device-revoked');
  if (login?.userId !== userId) return failure('unauthenticated');
  if (!device) return failure('device-unknown');
  if (device.loginId !== login.loginId) return failure('unauthenticated', { detail: 'the device has another login' });
  return { userId, deviceId, loginId: login.loginId, loginEndsAt: login.endsAt };
}

function isSupported(protocol: number): boolean {
  return protocol >= MIN_PROTOCOL_VERSION && protocol <= PROTOCOL_VERSION;
}
