import type { Entry, UserProfile } from '@tidemark/sync-client';

export type People = ReadonlyMap<string, UserProfile>;

/** What to call someone; oneself is "You". */
export function nameOf(people: People, userId: string | null, selfId: string): string {
  if (userId === null) return 'Tidemark';
  if (userId === selfId) return 'You';
  return people.get(userId)?.displayName ?? 'Someone';
}

/** The ids of people by what one mentions them by. */
export function namesOf(people: People): ReadonlyMap<string, string> {
  return new Map([...people.values()].map(({ username, userId }) => [username.toLowerCase(), userId]));
}

/** "Emi", "Emi and Otto", "Emi, Otto and 3 others". */
export function listOf(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? 'nobody';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} others`;
}

/** Marks off a name inside a sentence, so that its own direction cannot turn the rest around. */
const isolate = (name: string) => `\u2068${name}\u2069`;

/** What happened in a session besides messages, as a sentence. */
export function systemText(entry: Entry, people: People, selfId: string): string {
  const { body } = entry;
  const name = (userId: string | null) => isolate(nameOf(people, userId, selfId));
  const object = (userId: string) => (userId === selfId ? 'you' : name(userId));
  const author = name(entry.authorId);
  switch (body.kind) {
    case 'session-created':
      return body.sessionKind === 'group' && body.title !== null
        ? `${author} created the group ${isolate(body.title)}`
        : `${author} started this chat`;
    case 'members-added':
      return `${author} added ${listOf(body.memberIds.map(object))}`;
    case 'member-removed':
      return `${author} removed ${object(body.memberId)}`;
    case 'member-left':
      return `${name(body.memberId)} left`;
    case 'renamed':
      return `${author} renamed the group to ${isolate(body.title)}`;
    case 'message':
      return body.text;
    case 'message-recalled':
      return `${author} recalled a message`;
    default:
      return `${author} did something that this version does not show yet`;
  }
}
