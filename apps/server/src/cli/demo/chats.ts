import type { TimelineStore } from '@tidemark/timeline';
import { derivedId, directSessionId, groupSessionId } from '../../ids.ts';
import type { DemoAccount } from './accounts.ts';

type Chat = {
  /** Null for a direct session. */
  readonly title: string | null;
  readonly members: readonly string[];
  readonly lines: readonly (readonly [author: string, text: string])[];
};

const CHATS: readonly Chat[] = [
  {
    title: null,
    members: ['alice', 'bob'],
    lines: [
      ['alice', 'Hi Bob! Sign in as me in one window and as you in another one.'],
      ['bob', 'Done. And whatever you write here shows up over there at once?'],
      ['alice', 'On every device, also on one that was switched off for a week 🌊'],
    ],
  },
  {
    title: null,
    members: ['alice', 'carol'],
    lines: [
      ['carol', 'Try it without a network: write a few lines, reload the page, connect again.'],
      ['alice', 'They were sent in order, each once.'],
    ],
  },
  {
    title: 'Tide watchers',
    members: ['alice', 'bob', 'carol'],
    lines: [
      ['alice', 'Welcome! A group has a name and an owner, and people may leave it.'],
      ['bob', 'High water at 14:32 today.'],
      ['carol', 'I will be there. Bringing the thermos ☕'],
      ['bob', 'https://en.wikipedia.org/wiki/Tide if you wonder why'],
    ],
  },
];

const MINUTE = 60_000;

/** A few sessions among the demo accounts; what is there already stays as it is. Answers how many messages were added. */
export async function startChats(store: TimelineStore, accounts: readonly DemoAccount[], now: number): Promise<number> {
  const ids = new Map(accounts.map(({ username, userId }) => [username, userId]));
  let added = 0;
  for (const chat of CHATS) added += await startChat(store, chat, (name) => ids.get(name) ?? '', now);
  return added;
}

async function startChat(
  store: TimelineStore,
  chat: Chat,
  idOf: (name: string) => string,
  now: number,
): Promise<number> {
  const memberIds = chat.members.map(idOf);
  const [creatorId = '', otherId = ''] = memberIds;
  const isDirect = chat.title === null;
  const clientId = derivedId('demo-chat', ...memberIds, chat.title ?? '');
  const sessionId = isDirect ? directSessionId(creatorId, otherId) : groupSessionId(creatorId, clientId);
  await store.createSession({
    sessionId,
    sessionKind: isDirect ? 'direct' : 'group',
    title: chat.title,
    creatorId,
    memberIds,
    history: 'joined',
    clientId,
    at: now - (chat.lines.length + 1) * MINUTE,
  });
  const { outcomes } = await store.append(
    chat.lines.map(([author, text], at) => ({
      sessionId,
      authorId: idOf(author),
      clientId: derivedId('demo-line', sessionId, String(at)),
      text,
      at: now - (chat.lines.length - at) * MINUTE,
    })),
  );
  return outcomes.filter((outcome) => outcome.outcome === 'stored' && !outcome.repeated).length;
}
