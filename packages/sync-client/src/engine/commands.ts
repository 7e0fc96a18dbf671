import { type AnswerOf, type ClientEvent, type Failure, LIMITS, type RequestOf } from '@tidemark/protocol';
import type { DeviceStore, HistoryPage, KnownDays, UserProfile } from '@tidemark/timeline';
import type { SessionMember } from '../client.ts';
import type { Command } from '../tabs/messages.ts';
import { countDays } from './count-days.ts';

/** Pages of members read at most: past that, a session is too large for one list. */
const MAX_MEMBER_PAGES = 50;

/** What the carrying out of a command needs of the leader. */
export type CommandContext = {
  readonly store: DeviceStore;
  readonly request: <E extends ClientEvent>(event: E, payload: RequestOf<E>) => Promise<AnswerOf<E> | Failure>;
  /** Stores a roaming page under the leader's fencing number. */
  readonly fill: (page: HistoryPage) => Promise<void>;
  readonly noteDays: (days: KnownDays) => Promise<void>;
  /** Resolves when the store knows the session, or after a while. */
  readonly known: (sessionId: string) => Promise<void>;
  readonly inspect: (after: number) => unknown;
  readonly makeRoom: (cap: number | null) => Promise<number>;
  readonly audit: (auditId: string, seen: number) => Promise<Done | Failure>;
};

export type Done<T = unknown> = { readonly ok: true; readonly value: T };

const DONE: Done<null> = { ok: true, value: null };

/** Carries out a command: asks the server, puts what comes into the store, gives the result as plain data. */
export async function runCommand(context: CommandContext, command: Command): Promise<Done | Failure> {
  switch (command.name) {
    case 'fill':
      return fill(context, command);
    case 'days':
      return countDays(context, command);
    case 'create-session':
      return createSession(context, command);
    case 'add-members': {
      const { sessionId, clientId } = command;
      const asked = { sessionId, clientId, usernames: [...command.usernames] };
      return done(await context.request('session:add-members', asked));
    }
    case 'remove-member': {
      const { sessionId, clientId, userId } = command;
      return done(await context.request('session:remove-member', { sessionId, clientId, userId }));
    }
    case 'rename': {
      const { sessionId, clientId, title } = command;
      return done(await context.request('session:rename', { sessionId, clientId, title }));
    }
    case 'members':
      return members(context, command.sessionId);
    case 'find-user':
      return findUser(context, command.username);
    case 'make-room':
      return { ok: true, value: await context.makeRoom(command.cap) };
    case 'inspect':
      return { ok: true, value: context.inspect(command.after) };
    case 'audit':
      return context.audit(command.auditId, command.seen);
    case 'devices': {
      const answer = await context.request('device:list', {});
      return answer.ok ? { ok: true, value: answer.devices } : answer;
    }
    case 'revoke-device':
      return done(await context.request('device:revoke', { deviceId: command.deviceId }));
  }
}

function done(answer: { readonly ok: true } | Failure): Done | Failure {
  return answer.ok ? DONE : answer;
}

async function fill(
  { store, request, fill: put }: CommandContext,
  { sessionId, anchor }: Extract<Command, { name: 'fill' }>,
): Promise<Done | Failure> {
  const page = await request('history:page', { sessionId, anchor, limit: LIMITS.historyPage });
  if (!page.ok) return page;
  // An answer about another session would fill the wrong one.
  if (page.sessionId === sessionId) await put(page);
  else await store.putUsers(page.users);
  return DONE;
}

async function createSession(
  { request, known }: CommandContext,
  { clientId, usernames, title }: Extract<Command, { name: 'create-session' }>,
): Promise<Done<string> | Failure> {
  const answer = await request('session:create', { clientId, usernames: [...usernames], title });
  if (!answer.ok) return answer;
  await known(answer.entry.sessionId);
  return { ok: true, value: answer.entry.sessionId };
}

async function members(
  { store, request }: CommandContext,
  sessionId: string,
): Promise<Done<SessionMember[]> | Failure> {
  const found: SessionMember[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MAX_MEMBER_PAGES; pages += 1) {
    const page: AnswerOf<'session:members'> | Failure = await request('session:members', {
      sessionId,
      cursor,
      limit: LIMITS.membersPage,
    });
    if (!page.ok) return page;
    await store.putUsers(page.users);
    const profiles = new Map(page.users.map((user) => [user.userId, user]));
    for (const member of page.members) {
      found.push({ ...(profiles.get(member.userId) ?? unnamed(member.userId)), ...member });
    }
    if (page.next === null) break;
    cursor = page.next;
  }
  return { ok: true, value: found };
}

function unnamed(userId: string): UserProfile {
  return { userId, username: userId, displayName: 'Unknown' };
}

async function findUser({ store, request }: CommandContext, username: string): Promise<Done<UserProfile> | Failure> {
  const answer = await request('user:find', { username });
  if (!answer.ok) return answer;
  await store.putUsers([answer.user]);
  return { ok: true, value: answer.user };
}
