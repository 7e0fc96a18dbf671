import type { PrismaClient } from '@tidemark/db/client';
import { displayNameFor, usernamesFor } from './placeholder-names.ts';

/** Someone of an export: has a name and wrote messages, but no way to sign in. */
export type Placeholder = {
  readonly userId: string;
  /** What Slack calls them; their username is made of it. */
  readonly name: string;
  readonly displayName: string;
};

/** Makes users who are only named. */
export interface Placeholders {
  /** Makes those that are not there yet; answers how many that were. */
  ensure(people: readonly Placeholder[]): Promise<number>;
}

/** The domain of placeholder users' addresses, which marks them. Nobody can own it. */
export const PLACEHOLDER_DOMAIN = 'imported.tidemark.invalid';

const CHUNK = 500;
const ATTEMPTS = 5;

/** Placeholders as rows of "user" without any account, so that no password opens them. */
export function prismaPlaceholders(prisma: PrismaClient): Placeholders {
  return {
    async ensure(people) {
      let made = 0;
      for (let at = 0; at < people.length; at += CHUNK) made += await ensureChunk(prisma, people.slice(at, at + CHUNK));
      return made;
    },
  };
}

async function ensureChunk(prisma: PrismaClient, people: readonly Placeholder[]): Promise<number> {
  let made = 0;
  // A name may be taken, by a sign-up or another import, between the look and the insert: then another one is chosen.
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const missing = await withoutExisting(prisma, people);
    if (missing.length === 0) return made;
    const { count } = await prisma.user.createMany({ data: await newRows(prisma, missing), skipDuplicates: true });
    made += count;
  }
  throw new Error('placeholder users could not be made: their names are taken each time');
}

async function withoutExisting(prisma: PrismaClient, people: readonly Placeholder[]): Promise<readonly Placeholder[]> {
  const ids = people.map(({ userId }) => userId);
  const found = await prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true } });
  const existing = new Set(found.map(({ id }) => id));
  return people.filter(({ userId }) => !existing.has(userId));
}

async function newRows(prisma: PrismaClient, people: readonly Placeholder[]) {
  const wanted = people.map((person) => ({ person, usernames: usernamesFor(person) }));
  const rows = await prisma.user.findMany({
    where: { username: { in: wanted.flatMap(({ usernames }) => usernames) } },
    select: { username: true },
  });
  const taken = new Set(rows.map(({ username }) => username));
  return wanted.map(({ person, usernames }) => {
    const username = usernames.find((name) => !taken.has(name)) ?? person.userId;
    taken.add(username);
    return {
      id: person.userId,
      name: displayNameFor(person.displayName),
      username,
      displayUsername: username,
      email: `${person.userId}@${PLACEHOLDER_DOMAIN}`,
    };
  });
}
