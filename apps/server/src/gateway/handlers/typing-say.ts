import type { Handler } from '../deps.ts';

export const onTypingSay: Handler<'typing:say'> = async (deps, { who }, { sessionId, on }) => {
  const refused = (await deps.limits.typing(who.userId, who.deviceId)) ?? (await deps.typing.say(who, sessionId, on));
  return refused ?? { ok: true };
};
