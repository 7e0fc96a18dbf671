import { compactItems } from '../../compaction.ts';
import type { Entry, SyncItem, UserProfile } from '../../entry.ts';
import { isContent } from '../../expiry.ts';
import { lastVisible, readableStays, visibleRanges } from '../../membership.ts';
import type { PullAnswer } from '../../pages.ts';
import { peopleIn } from '../../people.ts';
import { asRead } from '../../reading.ts';
import type { Range, RangeSet } from '../../ranges.ts';
import type { SeqId } from '../../seq.ts';
import type { PullRequest } from '../../timeline-store.ts';
import { countUnread } from '../../unread.ts';
import { wake } from './devices.ts';
import { deviceKey, staysOf } from './state.ts';
import type { DeviceState, SessionState, State, SyncReference, UserDirectory } from './state.ts';

export type DeviceRefusal = { readonly outcome: 'device-revoked' | 'device-unknown' };

/** The device when it may be served, awake from now on, else why not (SPEC CP-7, RT-6). */
export function servedDevice(state: State, userId: string, deviceId: string): DeviceState | DeviceRefusal {
  const device = state.devices.get(deviceKey(userId, deviceId));
  if (!device) return { outcome: 'device-unknown' };
  if (device.record.status === 'revoked') return { outcome: 'device-revoked' };
  wake(device);
  return device;
}

export function sessionOf(state: State, sessionId: string): SessionState {
  const session = state.sessions.get(sessionId);
  if (!session) throw new Error(`no session ${sessionId}, though something refers to it`);
  return session;
}

/** The profiles of everyone whom the entries name. */
export function profilesIn(entries: Iterable<Entry>, users: UserDirectory): readonly UserProfile[] {
  return [...peopleIn(entries)].flatMap((userId) => users(userId) ?? []);
}

/**
 * Turns a reference into what the device is told: a marker's count is made now, not when it was written (RD-4). Null
 * where what people said has expired; how the session came to be what it is, is told (RT-14).
 */
export function hydrate(state: State, userId: string, syncSeq: SeqId, reference: SyncReference): SyncItem | null {
  const session = sessionOf(state, reference.sessionId);
  const { entries, sessionId } = session;
  if (reference.kind === 'entry') {
    const entry = entries[reference.seq - 1];
    if (!entry) throw new Error(`no entry ${reference.seq} in session ${sessionId}, though a device refers to it`);
    if (isGone(session, entry)) return null;
    return { kind: 'entry', syncSeq, entry: asRead(entry, staysReadBy(session, userId)) };
  }
  const { readSeq } = reference;
  const visible = visibleTo(session, userId);
  const atSeq = seenUpTo(session, userId) ?? readSeq;
  return {
    kind: 'read',
    syncSeq,
    sessionId,
    readSeq,
    unread: countUnread(entries, { userId, readSeq, atSeq, visible }),
    atSeq,
    ...(session.floor > 1 ? { floor: session.floor } : {}),
  };
}

/** The named outcomes of a checkpoint, in the order in which they are told apart (SPEC CP-1 to CP-6). */
export function pull(state: State, users: UserDirectory, request: PullRequest): PullAnswer | DeviceRefusal {
  const device = servedDevice(state, request.userId, request.deviceId);
  if ('outcome' in device) return device;
  const { head, floor } = device.record;
  const { checkpoint } = request;
  const bounds = { epoch: state.epoch, head, floor };
  if (request.epoch !== state.epoch || checkpoint > head) return { outcome: 'other-epoch', ...bounds };
  if (checkpoint < floor - 1) return { outcome: 'below-floor', ...bounds };
  if (checkpoint === head) return { outcome: 'up-to-date', ...bounds };
  if (request.maxBacklog !== undefined && head - checkpoint > request.maxBacklog) {
    return { outcome: 'too-far', ...bounds };
  }
  const from = checkpoint + 1;
  const to = Math.min(head, checkpoint + request.limit);
  const found: SyncItem[] = [];
  for (let seq = from; seq <= to; seq += 1) {
    const reference = device.items.get(seq);
    const item = reference && hydrate(state, request.userId, seq, reference);
    if (item) found.push(item);
  }
  const items = compactItems(found);
  const told = items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
  return { outcome: 'continue', frame: { ...bounds, from, to, items, users: profilesIn(told, users) } };
}

/** What a user may read of a session. */
export function visibleTo(session: SessionState, userId: string): RangeSet {
  return visibleRanges(staysOf(session, userId), session.entries.length, session.floor);
}

/** The same, one range to a stay: what a user is told of changes of messages depends on it (SPEC CH-10). */
export function staysReadBy(session: SessionState, userId: string): readonly Range[] {
  return readableStays(staysOf(session, userId), session.entries.length, session.floor);
}

/** The newest SeqId that a user may read, or might if it had not expired; null for a stranger. */
export function seenUpTo(session: SessionState, userId: string): SeqId | null {
  return lastVisible(staysOf(session, userId), session.entries.length);
}

/** True for what people said below the floor. */
export function isGone({ floor }: SessionState, entry: Entry): boolean {
  return entry.seq < floor && isContent(entry);
}
