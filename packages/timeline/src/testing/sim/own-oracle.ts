import { joinSets, privateSessionOf } from '../../own-data.ts';
import type { OwnValue } from '../../own-data.ts';
import type { SimDevice, World } from './world.ts';

/** At rest every device of a user has the own data that the server has, and no more (SPEC OD-6). */
export async function checkOwnData(world: World, { userId, deviceId, disk }: SimDevice): Promise<readonly string[]> {
  const found: string[] = [];
  const sessionId = privateSessionOf(userId);
  const page = await world.store.changes({ userId, sessionId, after: 0, limit: 1_000 });
  const expected = 'changes' in page ? joinSets(page.changes, []) : [];
  const [is, ought] = [describe(disk.own.values()), describe(expected)];
  if (is !== ought) found.push(`OWN: ${deviceId} has ${is}, the server ${ought}`);
  if (disk.entries.has(sessionId)) found.push(`OWN: ${deviceId} holds entries of the private session`);
  const waiting = disk.outbox.filter(({ action }) => action.kind === 'set');
  for (const { clientId, state } of waiting) found.push(`OWN: ${clientId} of ${deviceId} is still ${state.kind}`);
  return found;
}

function describe(values: Iterable<OwnValue>): string {
  const sorted = [...values].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return JSON.stringify(sorted.map(({ key, value, seq }) => [key, value, seq]));
}
