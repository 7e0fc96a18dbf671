import type { Entry, SessionKind, UserProfile } from '../../entry.ts';
import type { Membership } from '../../membership.ts';
import type { SyncMode } from '../../policy.ts';
import type { SeqId } from '../../seq.ts';
import type { DeviceRecord } from '../../timeline-store.ts';

/** What the in-memory store keeps. Entries and items are immutable; the lists and maps that hold them are not. */
export type State = {
  epoch: string;
  readonly sessions: Map<string, SessionState>;
  /** By `deviceKey`, in order of registration. */
  readonly devices: Map<string, DeviceState>;
  /** By `markerKey`. */
  readonly markers: Map<string, SeqId>;
  /** By `markerKey`: the highest entry that some device of the user has acknowledged. */
  readonly delivered: Map<string, SeqId>;
};

/** How a session reaches its devices. */
export type SessionWay = {
  mode: SyncMode;
  /** The operator's decision on the mode; null = by the number of members. */
  modeOverride: SyncMode | null;
  /** The SeqId of the last entry that took someone's right to read; 0 while there was none. */
  generation: SeqId;
};

export type SessionState = SessionWay & {
  readonly sessionId: string;
  readonly sessionKind: SessionKind;
  readonly history: 'all' | 'joined';
  /** The lowest SeqId that can still be read: what is below has expired. */
  floor: SeqId;
  /** The session timeline: SeqId n stands at index n - 1. */
  readonly entries: Entry[];
  readonly stays: Membership[];
  /** By `actionKey`: the action that an entry came from. */
  readonly actions: Map<string, Entry>;
};

export type DeviceState = {
  record: DeviceRecord;
  /** The sync timeline, from floor to head. References: what they refer to is looked up when they are read. */
  readonly items: Map<SeqId, SyncReference>;
};

export type SyncReference =
  | { readonly kind: 'entry'; readonly sessionId: string; readonly seq: SeqId }
  | { readonly kind: 'read'; readonly sessionId: string; readonly readSeq: SeqId };

/** Looks a user up; undefined when there is none. */
export type UserDirectory = (userId: string) => UserProfile | undefined;

export const deviceKey = (userId: string, deviceId: string): string => `${userId} ${deviceId}`;
export const markerKey = (userId: string, sessionId: string): string => `${userId} ${sessionId}`;
export const actionKey = (authorId: string, clientId: string): string => `${authorId} ${clientId}`;

export function emptyState(epoch: string): State {
  return { epoch, sessions: new Map(), devices: new Map(), markers: new Map(), delivered: new Map() };
}

/** A copy that shares nothing that changes. */
export function copyState(state: State): State {
  return {
    epoch: state.epoch,
    sessions: new Map(
      [...state.sessions].map(([id, session]) => [
        id,
        {
          ...session,
          entries: [...session.entries],
          stays: [...session.stays],
          actions: new Map(session.actions),
        },
      ]),
    ),
    devices: new Map(
      [...state.devices].map(([key, device]) => [key, { record: device.record, items: new Map(device.items) }]),
    ),
    markers: new Map(state.markers),
    delivered: new Map(state.delivered),
  };
}

export function staysOf(session: SessionState, userId: string): readonly Membership[] {
  return session.stays.filter((stay) => stay.userId === userId);
}

export function openStays(session: SessionState): readonly Membership[] {
  return session.stays.filter((stay) => stay.untilSeq === null);
}

export function openStay(session: SessionState, userId: string): Membership | null {
  return session.stays.find((stay) => stay.userId === userId && stay.untilSeq === null) ?? null;
}
