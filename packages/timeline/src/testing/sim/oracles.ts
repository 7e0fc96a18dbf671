import { appliedTo } from '../../device/session-checkpoint.ts';
import type { Entry } from '../../entry.ts';
import { isMessage, statesOf } from '../../message-state.ts';
import type { SessionView } from '../../pages.ts';
import { holds } from '../../ranges.ts';
import { asTold } from '../../reading.ts';
import type { RangeSet } from '../../ranges.ts';
import type { SeqId } from '../../seq.ts';
import { auditDevice } from './audit-oracle.ts';
import { checkOwnData } from './own-oracle.ts';
import type { SimDevice, World } from './world.ts';

/**
 * What must hold once a world has come to rest, checked against the database alone. Each finding names the oracle, the
 * device and the entry.
 */
export async function findViolations(world: World): Promise<readonly string[]> {
  const found = [...world.violations];
  const logs = new Map<string, readonly Entry[]>();
  for (const sessionId of world.sessionIds) logs.set(sessionId, await wholeLog(world, sessionId));
  found.push(...checkLogs(world, logs));
  for (const device of world.devices) {
    if (!device.revoked) found.push(...(await checkDevice(world, device, logs)));
  }
  return found;
}

/** All entries of a session, pieced together from what its members may see. */
async function wholeLog(world: World, sessionId: string): Promise<readonly Entry[]> {
  const entries = new Map<number, Entry>();
  for (const userId of world.userIds) {
    for (let after = 0; ;) {
      const page = await world.store.history({ userId, sessionId, anchor: { at: 'after', seq: after }, limit: 50 });
      if ('outcome' in page || page.covered === null) break;
      // Who came later is told less of some changes (CH-10): of each entry, the whole of it.
      for (const entry of page.entries) {
        if (entry.body.kind !== 'change-expired' || !entries.has(entry.seq)) entries.set(entry.seq, entry);
      }
      after = page.covered.to;
    }
  }
  return [...entries.values()].toSorted((a, b) => a.seq - b.seq);
}

function checkLogs(world: World, logs: ReadonlyMap<string, readonly Entry[]>): string[] {
  const found: string[] = [];
  const seqOf = new Map<string, number>();
  for (const [sessionId, log] of logs) {
    for (const entry of log) {
      if (entry.clientId === null) continue;
      const key = `${sessionId} ${entry.clientId}`;
      if (seqOf.has(key)) found.push(`UNIQUE: ${key} is stored at ${seqOf.get(key)} and ${entry.seq}`);
      seqOf.set(key, entry.seq);
    }
  }
  for (const device of world.devices) {
    const last = new Map<string, number>();
    for (const { clientId, sessionId } of device.sent) {
      const seq = seqOf.get(`${sessionId} ${clientId}`);
      const item = device.disk.outbox.find((other) => other.clientId === clientId);
      if (seq === undefined) {
        const isMissed = !device.revoked && !world.forgotten.has(clientId);
        if (isMissed && item?.state.kind !== 'refused') found.push(`LOST: ${clientId} of ${device.deviceId}`);
        continue;
      }
      if (item && !device.revoked) found.push(`OUTBOX: ${clientId} is stored at ${seq} and still ${item.state.kind}`);
      if (seq < (last.get(sessionId) ?? 0)) found.push(`ORDER: ${clientId} overtook an earlier send of its device`);
      last.set(sessionId, seq);
    }
  }
  return found;
}

async function checkDevice(
  world: World,
  device: SimDevice,
  logs: ReadonlyMap<string, readonly Entry[]>,
): Promise<string[]> {
  const { userId, deviceId, disk } = device;
  const found: string[] = [];
  const record = await world.store.device(userId, deviceId);
  if (device.tab?.state.phase !== 'live') found.push(`REST: ${deviceId} is ${device.tab?.state.phase}`);
  if (disk.position?.checkpoint !== record?.head) {
    found.push(`CHECKPOINT: ${deviceId} is at ${disk.position?.checkpoint}, its timeline's head is ${record?.head}`);
  }
  found.push(...(await auditDevice(world, device)));
  found.push(...(await checkOwnData(world, device)));
  const views = await wholeSnapshot(world, device);
  for (const view of views) found.push(...checkSession(device, view, logs.get(view.sessionId) ?? []));
  if (views.length !== disk.records.size) {
    found.push(`COMPLETE: ${deviceId} knows ${disk.records.size} sessions, the server ${views.length}`);
  }
  return found;
}

async function wholeSnapshot(world: World, device: SimDevice): Promise<readonly SessionView[]> {
  const views: SessionView[] = [];
  let cursor: string | null = null;
  do {
    const { userId, deviceId } = device;
    const page: Awaited<ReturnType<typeof world.store.snapshot>> = await world.store.snapshot({
      userId,
      deviceId,
      cursor,
      limit: 3,
    });
    if (!('epoch' in page)) return views;
    views.push(...page.sessions);
    cursor = page.next;
  } while (cursor !== null);
  return views;
}

/** The law: what a device folded from its timeline equals what a fresh snapshot says (SPEC SN-2). */
function checkSession(device: SimDevice, view: SessionView, log: readonly Entry[]): string[] {
  const found: string[] = [];
  const where = `${device.deviceId} ${view.sessionId}`;
  const record = device.disk.records.get(view.sessionId);
  if (record === undefined) return [`COMPLETE: ${where} is unknown to the device`];
  const keys = [
    'title',
    'memberCount',
    'visibleFrom',
    'visibleUntil',
    'head',
    'readSeq',
    'unread',
    'lastAt',
    'mode',
  ] as const;
  for (const key of keys) {
    if (record[key] !== view[key]) found.push(`LAW: ${where} ${key} is ${record[key]}, a snapshot says ${view[key]}`);
  }
  if (appliedTo(record) !== view.head) found.push(`LAW: ${where} is behind, at ${record.checkpoint}`);
  // A newcomer to open history learns of what was said before only when it is looked at.
  const unseen = view.lastMessage !== null && !isHeld(record.held, view.lastMessage.seq);
  const until = view.visibleUntil;
  if (!unseen && preview(record, until, view) !== preview(view, until, view)) {
    found.push(`LAW: ${where} previews ${preview(record, until, view)}, a snapshot says ${preview(view, until, view)}`);
  }
  const stored = device.disk.entries.get(view.sessionId) ?? new Map<number, Entry>();
  for (const logged of log) {
    const entry = asTold(logged, view.visibleFrom);
    const held = isHeld(record.held, entry.seq);
    const copy = stored.get(entry.seq);
    if (held && copy === undefined) found.push(`COMPLETE: ${where} claims to hold ${entry.seq} and does not`);
    const isUntold = takenAfter(entry, view.visibleUntil);
    if (copy !== undefined && !isUntold && JSON.stringify(copy) !== JSON.stringify(entry)) {
      found.push(
        `COMPLETE: ${where} holds another ${entry.seq} than the server: ${JSON.stringify(copy)} for ${JSON.stringify(entry)}`,
      );
    }
  }
  found.push(...checkStates(device, view, log));
  for (const seq of stored.keys()) {
    if (seq < view.visibleFrom || seq > view.head) {
      found.push(`LEAK: ${where} holds ${seq}, outside of what it may see (${view.visibleFrom} to ${view.head})`);
    }
  }
  return found;
}

/** What is in force on every message that is held is what the whole log folds to (SPEC CH-2, CH-5, CH-6). */
function checkStates(device: SimDevice, view: SessionView, log: readonly Entry[]): readonly string[] {
  const { held } = device.disk.records.get(view.sessionId) ?? { held: [] };
  const seen = log.filter(({ seq }) => seq >= view.visibleFrom && seq <= (view.visibleUntil ?? Infinity));
  const visible = seen.map((entry) => asTold(entry, view.visibleFrom));
  const expected = statesOf(visible);
  const known = device.disk.states.get(view.sessionId);
  return visible.flatMap((entry) => {
    const { seq } = entry;
    if (!isMessage(entry) || !isHeld(held, seq) || takenAfter(entry, view.visibleUntil)) return [];
    const [is, ought] = [JSON.stringify(known?.get(seq)), JSON.stringify(expected.get(seq))];
    return is === ought ? [] : [`CHANGES: ${device.deviceId} ${view.sessionId}#${seq} is ${is}, the log says ${ought}`];
  });
}

/** True for an entry whose content a recall took that came after the last SeqId that its reader may see. */
function takenAfter({ body }: Entry, until: SeqId | null): boolean {
  return until !== null && 'by' in body && body.by > until;
}

type Preview = Pick<SessionView, 'lastMessage' | 'lastEdit'>;

/** What a list shows; only which message, where the server has taken a content away that this reader may keep. */
function preview({ lastMessage, lastEdit }: Preview, until: SeqId | null, server: Preview): string {
  const isUntold = server.lastMessage !== null && takenAfter(server.lastMessage, until);
  return isUntold ? `${lastMessage?.seq}` : JSON.stringify([lastMessage, lastEdit]);
}

function isHeld(held: RangeSet, seq: SeqId): boolean {
  return holds(held, { from: seq, to: seq });
}
