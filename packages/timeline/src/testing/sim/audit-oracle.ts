import type { RangeDigest } from '../../digest.ts';
import { MemoryDeviceStore } from '../memory-device-store.ts';
import type { SimDevice, World } from './world.ts';

/** A device at rest passes its own audit: what it was told, and what it holds, is the server's (SPEC AU-3, AU-7). */
export async function auditDevice(world: World, device: SimDevice): Promise<readonly string[]> {
  const { userId, deviceId, disk } = device;
  const store = new MemoryDeviceStore(userId, disk);
  const found: string[] = [];
  const told = await store.syncDigest();
  if (told) {
    const { outcome } = await world.store.auditSync({ userId, deviceId, ...told });
    if (outcome === 'different' || outcome === 'other-epoch') found.push(`AUDIT: ${deviceId} was told otherwise`);
  }
  for (const { sessionId, held, visibleUntil } of disk.records.values()) {
    const answer = await world.store.digests({ userId, sessionId, ranges: held });
    if ('outcome' in answer) found.push(`AUDIT: ${deviceId} ${sessionId} is refused: ${answer.reason}`);
    // A recall that came after the reader's last SeqId has changed what the server has, and nobody told them.
    else if (visibleUntil === null)
      found.push(...compare(`${deviceId} ${sessionId}`, await store.digests(sessionId, held), answer.ranges));
  }
  return found;
}

function compare(where: string, ours: readonly RangeDigest[], theirs: readonly RangeDigest[]): readonly string[] {
  return ours.flatMap(({ from, to, count, digest }, i) => {
    const their = theirs[i];
    return their?.digest === digest && their.count === count ? [] : [`AUDIT: ${where} differs in [${from}, ${to}]`];
  });
}
