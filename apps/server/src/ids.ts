import { createHash, randomBytes } from 'node:crypto';

/** A new UUIDv7: ordered by time, so that rows made together lie together. */
export function uuidv7(now: number = Date.now(), random: Uint8Array = randomBytes(10)): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  return asUuid(bytes, 7);
}

/** The id of the one direct session of two users, whoever makes it first. */
export function directSessionId(userId: string, otherId: string): string {
  return derivedId('direct', ...[userId, otherId].sort());
}

/** The id of a group: creating it again with the same client id names the same session. */
export function groupSessionId(creatorId: string, clientId: string): string {
  return derivedId('group', creatorId, clientId);
}

/** A UUID (version 8) made of the SHA-256 of its parts. */
export function derivedId(...parts: readonly string[]): string {
  return asUuid(createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16), 8);
}

function asUuid(source: Uint8Array, version: number): string {
  const bytes = Buffer.from(source);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
