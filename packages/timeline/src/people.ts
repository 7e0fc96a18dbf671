import type { Entry } from './entry.ts';

/** The users that entries name, each once: whoever reads the entries needs their profiles (SPEC PG-4). */
export function peopleIn(entries: Iterable<Entry>): ReadonlySet<string> {
  const people = new Set<string>();
  for (const { authorId, body } of entries) {
    if (authorId !== null) people.add(authorId);
    if ('memberIds' in body) for (const userId of body.memberIds) people.add(userId);
    if ('memberId' in body) people.add(body.memberId);
    if ('mentions' in body) for (const userId of body.mentions ?? []) people.add(userId);
    if ('forwarded' in body && body.forwarded?.authorId) people.add(body.forwarded.authorId);
  }
  return people;
}
