import type { TimelineStore } from '@tidemark/timeline';
import { derivedId } from '../../ids.ts';
import { CommandError } from '../shared/command.ts';
import { currentMembers } from '../shared/current-members.ts';
import type { ImportedSession } from './imported-sessions.ts';

/** Makes users members of imported sessions, whose history is open to newcomers. Answers how many joinings were new. */
export async function joinSessions(
  store: TimelineStore,
  sessions: readonly ImportedSession[],
  userIds: readonly string[],
): Promise<number> {
  let joined = 0;
  for (const { sessionId, ownerId, title } of sessions) {
    const present = await currentMembers(store, sessionId, ownerId);
    const missing = userIds.filter((userId) => !present.has(userId)).sort();
    if (missing.length === 0) continue;
    const change = await store.changeSession({
      sessionId,
      actorId: ownerId,
      clientId: derivedId('demo-joining', sessionId, ...missing),
      change: { kind: 'add-members', memberIds: missing },
    });
    if (change.outcome === 'refused') {
      throw new CommandError(`the demo accounts cannot join ${title}: the store answers "${change.reason}"`);
    }
    if (!change.repeated) joined += missing.length;
  }
  return joined;
}
