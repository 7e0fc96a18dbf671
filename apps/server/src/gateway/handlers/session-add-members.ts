import { finishChange } from '../change.ts';
import type { Handler } from '../deps.ts';
import { findPeople } from '../people.ts';

export const onSessionAddMembers: Handler<'session:add-members'> = async (deps, { who }, request) => {
  const found = await findPeople(deps, request.usernames);
  if (!found.ok) return found;
  const change = await deps.store.changeSession({
    sessionId: request.sessionId,
    actorId: who.userId,
    clientId: request.clientId,
    change: { kind: 'add-members', memberIds: found.people.map(({ userId }) => userId) },
  });
  return finishChange(deps, change);
};
