import { failure } from '@tidemark/protocol';
import type { Handler } from '../deps.ts';

/** The connection listens before the store is asked, so nothing falls between the answer and the first frame. */
export const onSyncFollow: Handler<'sync:follow'> = async (deps, connection, { sessions }) => {
  const { userId, deviceId } = connection.who;
  const asked = sessions.map(({ sessionId, seq }) => ({ sessionId: sessionId.toLowerCase(), seq }));
  const listening = deps.followers.listen(
    connection,
    asked.map(({ sessionId }) => sessionId),
  );
  try {
    const answer = await deps.store.follow({ userId, deviceId, sessions: asked });
    if ('outcome' in answer) {
      listening.fail();
      return failure(answer.outcome);
    }
    // after the acknowledgement, which says where the frames go on
    const settled = listening.settle(connection.ended ? [] : answer.followed);
    setImmediate(() => deps.publisher.tellFollower(connection, answer.epoch, settled));
    const followed = answer.followed.map(({ sessionId, generation }) => ({ sessionId, generation }));
    return { ok: true, ...answer, followed };
  } catch (error) {
    listening.fail();
    throw error;
  }
};
