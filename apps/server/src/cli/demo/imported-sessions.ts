import type { PrismaClient } from '@tidemark/db/client';
import { PLACEHOLDER_DOMAIN } from '../import/placeholders.ts';

export type ImportedSession = {
  readonly sessionId: string;
  readonly title: string;
  /** A placeholder user. */
  readonly ownerId: string;
};

const CHUNK = 1000;

/** The sessions that imports have made: those that a placeholder user owns. */
export async function importedSessions(prisma: PrismaClient): Promise<readonly ImportedSession[]> {
  const users = await prisma.user.findMany({
    where: { email: { endsWith: `@${PLACEHOLDER_DOMAIN}` } },
    select: { id: true },
  });
  const sessions: ImportedSession[] = [];
  for (let at = 0; at < users.length; at += CHUNK) {
    const userIds = users.slice(at, at + CHUNK).map(({ id }) => id);
    const owners = await prisma.sessionMember.findMany({
      where: { userId: { in: userIds }, role: 'owner', untilSeq: null },
      select: { userId: true, session: { select: { sessionId: true, title: true } } },
    });
    for (const { userId, session } of owners) {
      sessions.push({ sessionId: session.sessionId, title: session.title ?? '', ownerId: userId });
    }
  }
  return sessions.sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
}
