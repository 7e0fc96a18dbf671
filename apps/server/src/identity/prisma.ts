import type { PrismaClient } from '@tidemark/db/client';
import type { UserRows } from './directory.ts';

const COLUMNS = { id: true, username: true, name: true } as const;

/** The users of the database. */
export function prismaUserRows(prisma: PrismaClient): UserRows {
  return {
    byIds: (ids) => prisma.user.findMany({ where: { id: { in: [...ids] } }, select: COLUMNS }),
    byUsernames: (usernames) => prisma.user.findMany({ where: { username: { in: [...usernames] } }, select: COLUMNS }),
  };
}

/** Deletes a login's row, if there is one. */
export async function deleteLogin(prisma: PrismaClient, loginId: string): Promise<void> {
  await prisma.login.deleteMany({ where: { id: loginId } });
}
