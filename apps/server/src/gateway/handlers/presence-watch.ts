import type { Handler } from '../deps.ts';

export const onPresenceWatch: Handler<'presence:watch'> = async (deps, connection, { people }) => {
  const asked = people.map((one) => ({
    sessionId: one.sessionId.toLowerCase(),
    userId: one.userId.toLowerCase(),
  }));
  return { ok: true, people: await deps.presence.watch(connection, asked) };
};
