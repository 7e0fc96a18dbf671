import { type ClientEvent, type Failure, type RequestOf, failure } from '@tidemark/protocol';
import { type AppendRequest, privateSessionOf } from '@tidemark/timeline';
import type { SimConnection, SimServer } from './sim-server.ts';

export type SimRequest = {
  readonly connection: SimConnection;
  readonly event: ClientEvent;
  readonly request: unknown;
};

/** Fewer than a client asks for, as when an answer is cut by its size. */
const CHANGES_PAGE = 100;

type Answer = { readonly ok: true } | Failure;

/** The handlers of the simulated server, over the executable spec of its store. */
export async function answerRequest(server: SimServer, asked: SimRequest): Promise<Answer> {
  const { connection, event } = asked;
  const { userId, deviceId } = connection.handshake;
  const { store, users } = server;
  const device = await store.device(userId, deviceId);
  if (device === null) return failure('device-unknown');
  if (device.status === 'revoked') return failure('device-revoked');
  if (server.signedOut.has(deviceId)) return failure('unauthenticated');

  switch (event) {
    case 'sync:pull': {
      const { limit = 200, ...rest } = asked.request as RequestOf<'sync:pull'>;
      const answer = await store.pull({ userId, deviceId, limit, ...rest });
      if (answer.outcome === 'device-revoked' || answer.outcome === 'device-unknown') return failure(answer.outcome);
      return { ok: true, ...answer };
    }
    case 'sync:snapshot': {
      const { cursor, limit = 200 } = asked.request as RequestOf<'sync:snapshot'>;
      const page = await store.snapshot({ userId, deviceId, cursor, limit });
      return 'outcome' in page ? failure(page.outcome) : { ok: true, ...page };
    }
    case 'sync:ack': {
      const { outcome } = await store.ackSync({ userId, deviceId, ...(asked.request as RequestOf<'sync:ack'>) });
      return outcome === 'device-revoked' || outcome === 'device-unknown' ? failure(outcome) : { ok: true };
    }
    case 'sync:follow': {
      const answer = await store.follow({ userId, deviceId, ...(asked.request as RequestOf<'sync:follow'>) });
      if ('outcome' in answer) return failure(answer.outcome);
      for (const { sessionId, ...how } of answer.followed) connection.followed.set(sessionId, how);
      return { ok: true, ...answer };
    }
    case 'history:page': {
      const { sessionId, anchor, limit = 100 } = asked.request as RequestOf<'history:page'>;
      const page = await store.history({ userId, sessionId, anchor, limit });
      return 'outcome' in page ? failure(page.reason) : { ok: true, ...page };
    }
    case 'history:days': {
      const { sessionId, zone, after } = asked.request as RequestOf<'history:days'>;
      const days = await store.days({ userId, sessionId, zone, after, limit: 1_000 });
      return 'outcome' in days ? failure(days.reason) : { ok: true, ...days };
    }
    case 'audit:session': {
      const answer = await store.digests({ userId, ...(asked.request as RequestOf<'audit:session'>) });
      return 'outcome' in answer ? failure(answer.reason) : { ok: true, ...answer };
    }
    case 'audit:sync': {
      const { outcome } = await store.auditSync({ userId, deviceId, ...(asked.request as RequestOf<'audit:sync'>) });
      if (outcome === 'device-revoked' || outcome === 'device-unknown') return failure(outcome);
      return { ok: true, outcome } as Answer;
    }
    case 'message:send': {
      const { forwardOf: _, ...request } = asked.request as RequestOf<'message:send'>;
      return append(server, { authorId: userId, ...request });
    }
    case 'message:edit': {
      const { sessionId, clientId, ...change } = asked.request as RequestOf<'message:edit'>;
      return append(server, { sessionId, clientId, authorId: userId, change: { kind: 'edit', ...change } });
    }
    case 'message:recall': {
      const { sessionId, clientId, ...change } = asked.request as RequestOf<'message:recall'>;
      return append(server, { sessionId, clientId, authorId: userId, change: { kind: 'recall', ...change } });
    }
    case 'message:react': {
      const { sessionId, clientId, ...change } = asked.request as RequestOf<'message:react'>;
      return append(server, { sessionId, clientId, authorId: userId, change: { kind: 'react', ...change } });
    }
    case 'message:pin': {
      const { sessionId, clientId, ...change } = asked.request as RequestOf<'message:pin'>;
      return append(server, { sessionId, clientId, authorId: userId, change: { kind: 'pin', ...change } });
    }
    case 'own:set': {
      const { clientId, ...set } = asked.request as RequestOf<'own:set'>;
      return append(server, { sessionId: privateSessionOf(userId), authorId: userId, clientId, set });
    }
    case 'history:changes': {
      const { limit = 500, ...request } = asked.request as RequestOf<'history:changes'>;
      const page = await store.changes({ userId, ...request, limit: Math.min(limit, CHANGES_PAGE) });
      return 'outcome' in page ? failure(page.reason) : { ok: true, ...page };
    }
    case 'message:find': {
      const found = await store.find({ userId, ...(asked.request as RequestOf<'message:find'>) });
      return 'outcome' in found ? failure(found.reason) : { ok: true, ...found };
    }
    case 'read:mark': {
      const outcome = await store.markRead({ userId, ...(asked.request as RequestOf<'read:mark'>) });
      if (outcome.outcome === 'refused') return failure(outcome.reason);
      server.deliver(outcome);
      const { readSeq } = outcome;
      const { sessionId } = asked.request as RequestOf<'read:mark'>;
      const receipts = [{ userId, readSeq, deliveredSeq: readSeq }];
      for (const one of server.online.values()) {
        if (one.receipts.has(sessionId)) one.tell({ kind: 'receipts', sessionId, receipts });
      }
      return { ok: true, readSeq } as Answer;
    }
    case 'session:create': {
      const { clientId, usernames, title } = asked.request as RequestOf<'session:create'>;
      const found = [...users.values()].filter((user) => usernames.includes(user.username));
      if (found.length < usernames.length) return failure('user-unknown');
      const memberIds = [userId, ...found.map((user) => user.userId)];
      const sessionKind = title === null && found.length === 1 ? 'direct' : 'group';
      const request = { sessionId: clientId, sessionKind, title, creatorId: userId, memberIds, clientId } as const;
      return server.took(await store.createSession({ ...request, history: 'joined' }));
    }
    case 'session:rename': {
      const { sessionId, clientId, title } = asked.request as RequestOf<'session:rename'>;
      const change = { kind: 'rename', title } as const;
      return server.took(await store.changeSession({ sessionId, actorId: userId, clientId, change }));
    }
    case 'session:members': {
      const { sessionId, cursor, limit = 200 } = asked.request as RequestOf<'session:members'>;
      const page = await store.members({ userId, sessionId, cursor, limit });
      return 'outcome' in page ? failure(page.reason) : { ok: true, ...page };
    }
    case 'typing:say': {
      const { sessionId, on } = asked.request as RequestOf<'typing:say'>;
      const page = await store.members({ userId, sessionId, cursor: null, limit: 200 });
      if ('outcome' in page) return failure(page.reason);
      const others = page.members.map((member) => member.userId).filter((id) => id !== userId);
      const event = { kind: 'typing', sessionId, userId, forMs: on ? 5_000 : 0 } as const;
      for (const one of server.online.values()) if (others.includes(one.handshake.userId)) one.tell(event);
      return { ok: true };
    }
    case 'presence:watch': {
      const { people } = asked.request as RequestOf<'presence:watch'>;
      const found = await store.companions({ userId, asked: people, mostMembers: 200 });
      const there = new Set([...server.online.values()].map(({ handshake }) => handshake.userId));
      const answer = found.map((one) => ({ ...one, online: there.has(one.userId) }));
      return { ok: true, people: answer } as Answer;
    }
    case 'receipts:get': {
      const { sessionId } = asked.request as RequestOf<'receipts:get'>;
      const answer = await store.receipts({ userId, sessionId, mostMembers: 100 });
      if ('outcome' in answer) return failure(answer.reason);
      connection.receipts.add(sessionId);
      return { ok: true, ...answer };
    }
    case 'user:find': {
      const { username } = asked.request as RequestOf<'user:find'>;
      const user = [...users.values()].find((one) => one.username === username);
      return user ? ({ ok: true, user } as Answer) : failure('user-unknown');
    }
    default:
      return failure('internal', { detail: `not simulated: ${event}` });
  }
}

async function append(server: SimServer, request: AppendRequest): Promise<Answer> {
  const batch = await server.store.append([request]);
  server.deliver(batch);
  const outcome = batch.outcomes[0];
  if (outcome === undefined) return failure('internal');
  return outcome.outcome === 'stored' ? ({ ok: true, entry: outcome.entry } as Answer) : failure(outcome.reason);
}
