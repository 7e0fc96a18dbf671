import type { MessageState } from '@tidemark/timeline';
import { type DeviceDb, type StateRow, statesBetween } from './schema.ts';

/** The row in which a state is stored: only that of a pinned message is in the index of the pinned ones. */
export function toStateRow(state: MessageState): StateRow {
  return state.pin?.on ? { ...state, pinnedIn: state.sessionId } : state;
}

export function toState({ pinnedIn: _pinnedIn, ...state }: StateRow): MessageState {
  return state;
}

/** What is in force on the messages of a stretch. */
export async function readStates(
  db: DeviceDb,
  sessionId: string,
  from: number,
  to: number,
): Promise<readonly MessageState[]> {
  return (await statesBetween(db, sessionId, from, to).toArray()).map(toState);
}

/** What is in force on the pinned messages of a session. */
export async function readPinned(db: DeviceDb, sessionId: string): Promise<readonly MessageState[]> {
  const rows = await db.states.where('pinnedIn').equals(sessionId).toArray();
  return rows.map(toState).sort((a, b) => a.seq - b.seq);
}
