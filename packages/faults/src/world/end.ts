import type { DeviceEnd, Outcome } from '../history/outcome.ts';
import { gapsIn, holds, range } from '@tidemark/timeline';
import type { Device } from './device.ts';
import { until } from './wait.ts';
import type { World } from './world.ts';

/** Longer than any wait that a device may be in when all is mended, many times over. */
const WITHIN_MS = 400_000;
/** A gap holds at most a few pages of history. */
const PAGES = 100;

/**
 * Waits until every device is live, has sent all that it had to send and has heard all that there is for it; then
 * fills the gaps that snapshots have left. False when that does not come about: the checker says what is missing.
 */
export async function catchUp(world: World): Promise<boolean> {
  const caughtUp = async () => {
    const heads = await world.truth.heads();
    return world.devices.every(({ client, disk, deviceId, waiting }) => {
      const isLive = client?.status.get().kind === 'live';
      return isLive && waiting.length === 0 && disk.position?.checkpoint === heads.get(deviceId);
    });
  };
  if (!(await until(caughtUp, WITHIN_MS))) return false;
  await Promise.all(world.devices.map(fillGaps));
  return true;
}

/** The database beside every device's disk. */
export async function outcomeOf(world: World): Promise<Outcome> {
  return { ...(await world.truth.read()), devices: world.devices.map(endOf) };
}

/** What keeps a run from its end, for the report. */
export async function unrest(world: World): Promise<readonly string[]> {
  const heads = await world.truth.heads();
  return world.devices.flatMap(({ client, disk, deviceId, waiting }) => {
    const status = client?.status.get().kind ?? 'closed';
    const head = heads.get(deviceId);
    if (status === 'live' && waiting.length === 0 && disk.position?.checkpoint === head) return [];
    return [`${deviceId} is ${status} at ${disk.position?.checkpoint} of ${head}, ${waiting.length} in the outbox`];
  });
}

async function fillGaps(device: Device): Promise<void> {
  for (const sessionId of device.disk.records.keys()) {
    for (let page = 0; page < PAGES; page += 1) {
      const record = device.disk.records.get(sessionId);
      const visible = record && range(record.visibleFrom, record.visibleUntil ?? record.head);
      const gap = visible && gapsIn(record.held, visible)[0];
      if (!gap) break;
      // What cannot be filled is missing in the end, and told by the checker.
      await device.client?.fill(sessionId, { at: 'after', seq: gap.from - 1 }).catch(() => undefined);
    }
  }
}

function endOf({ deviceId, login, disk, waiting }: Device): DeviceEnd {
  const sessions = [...disk.records.values()].map((record) => {
    const { sessionId, visibleFrom, visibleUntil, head, held, readSeq, unread } = record;
    const stored = [...(disk.entries.get(sessionId)?.values() ?? [])];
    const shown = stored.filter(({ seq }) => holds(held, { from: seq, to: seq }));
    const entries = new Map(shown.map(({ seq, clientId }) => [seq, clientId]));
    return [sessionId, { from: visibleFrom, to: visibleUntil ?? head, readSeq, unread, entries }] as const;
  });
  return {
    deviceId,
    userId: login.userId,
    position: disk.position,
    waiting,
    sessions: new Map(sessions),
  };
}
