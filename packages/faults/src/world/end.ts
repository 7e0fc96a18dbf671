import type { DeviceEnd, Outcome } from '../history/outcome.ts';
import { type SessionRecord, appliedTo, gapsIn, holds, range } from '@tidemark/timeline';
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
  const caughtUp = async () => (await unrest(world)).length === 0;
  if (!(await until(caughtUp, WITHIN_MS))) return false;
  await Promise.all(world.devices.map(fillGaps));
  return true;
}

/** The database beside every device's disk, and then what each device finds when it audits itself. */
export async function outcomeOf(world: World): Promise<Outcome> {
  const truth = await world.truth.read();
  const ends = world.devices.map((device) => ({ device, end: endOf(device) }));
  const devices = await Promise.all(
    ends.map(async ({ device, end }) => ({ ...end, audit: (await device.client?.audit().catch(() => null)) ?? null })),
  );
  return { ...truth, devices };
}

/** What keeps a run from its end, one line to a device. */
export async function unrest({ devices, truth }: World): Promise<readonly string[]> {
  const heads = await truth.heads();
  const sessionHeads = await truth.sessionHeads();
  return devices.flatMap(({ client, disk, deviceId, waiting }) => {
    const status = client?.status.get().kind ?? 'closed';
    const head = heads.get(deviceId);
    const behind = [...disk.records.values()].filter((record) => isBehind(record, sessionHeads));
    const isAtRest = status === 'live' && waiting.length === 0 && disk.position?.checkpoint === head;
    if (isAtRest && behind.length === 0) return [];
    const position = `${disk.position?.checkpoint} of ${head}`;
    return [`${deviceId} is ${status} at ${position}, ${waiting.length} wait, ${behind.length} sessions are behind`];
  });
}

/** In pull mode it is the session itself that a device has to catch up with. */
function isBehind(record: SessionRecord, heads: ReadonlyMap<string, number>): boolean {
  if (record.visibleUntil !== null) return false;
  return appliedTo(record) !== record.head || record.head !== heads.get(record.sessionId);
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

function endOf({ deviceId, login, disk, waiting }: Device): Omit<DeviceEnd, 'audit'> {
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
