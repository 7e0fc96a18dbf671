import { failure, LIMITS } from '@tidemark/protocol';
import type { CreateSessionRequest, UserProfile } from '@tidemark/timeline';
import { directSessionId, groupSessionId } from '../../ids.ts';
import { isVisible } from '../../text.ts';
import { finishChange } from '../change.ts';
import type { Handler } from '../deps.ts';
import { findPeople } from '../people.ts';

export const onSessionCreate: Handler<'session:create'> = async (deps, { who }, { clientId, usernames, title }) => {
  if (title !== null && !isVisible(title))
    return failure('bad-request', { detail: 'title: nothing of it can be seen' });
  const found = await findPeople(deps, usernames);
  if (!found.ok) return found;
  const others = found.people.filter(({ userId }) => userId !== who.userId);
  if (others.length === 0) return failure('bad-request', { detail: 'usernames: name somebody else' });
  return finishChange(deps, await deps.store.createSession(sessionOf(who.userId, others, title, clientId)));
};

function sessionOf(
  creatorId: string,
  others: readonly UserProfile[],
  title: string | null,
  clientId: string,
): CreateSessionRequest {
  const memberIds = [creatorId, ...others.map(({ userId }) => userId)];
  const [other] = others;
  if (other && others.length === 1 && title === null) {
    const sessionId = directSessionId(creatorId, other.userId);
    return { sessionId, sessionKind: 'direct', title: null, creatorId, memberIds, history: 'joined', clientId };
  }
  const name =
    title ??
    others
      .map(({ displayName }) => displayName)
      .join(', ')
      .slice(0, LIMITS.titleChars);
  const sessionId = groupSessionId(creatorId, clientId);
  return { sessionId, sessionKind: 'group', title: name, creatorId, memberIds, history: 'joined', clientId };
}
