import { byJoining } from '../../membership.ts';
import type { Companion, CompanionsRequest, Receipts, ReceiptsRequest, Refused } from '../../timeline-store.ts';
import { markerKey, openStay, openStays, staysOf } from './state.ts';
import type { State } from './state.ts';

/** How far the members of a session have got, in order of joining (SPEC EP-4). */
export function receipts(state: State, { userId, sessionId, mostMembers }: ReceiptsRequest): Receipts | Refused {
  const session = state.sessions.get(sessionId);
  if (!session || staysOf(session, userId).length === 0) return { outcome: 'refused', reason: 'session-unknown' };
  if (!openStay(session, userId)) return { outcome: 'refused', reason: 'not-a-member' };
  const stays = openStays(session).toSorted(byJoining);
  if (stays.length > mostMembers) return { receipts: null };
  return {
    receipts: stays.map((stay) => {
      const key = markerKey(stay.userId, sessionId);
      const readSeq = state.markers.get(key) ?? 0;
      return { userId: stay.userId, readSeq, deliveredSeq: Math.max(readSeq, state.delivered.get(key) ?? 0) };
    }),
  };
}

/** Those of the people asked for with whom the user shares the session that was named (SPEC EP-3). */
export function companions(state: State, { userId, asked, mostMembers }: CompanionsRequest): readonly Companion[] {
  const found = asked.flatMap(({ sessionId, userId: otherId }) => {
    const session = state.sessions.get(sessionId);
    if (!session || openStays(session).length > mostMembers) return [];
    return openStay(session, userId) && openStay(session, otherId) ? [otherId] : [];
  });
  return [...new Set(found)].map((otherId) => {
    const seen = [...state.devices.values()].flatMap(({ record }) =>
      record.userId === otherId && record.status !== 'revoked' ? [record.lastSeenAt] : [],
    );
    return { userId: otherId, lastSeenAt: seen.length === 0 ? null : Math.max(...seen) };
  });
}
