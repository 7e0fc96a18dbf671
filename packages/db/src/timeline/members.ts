import type { MembersPage, MembersRequest, Refused } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { refused } from './outcomes.ts';
import { readProfiles } from './profiles.ts';
import { toStay } from './rows.ts';
import { readMembersPage, readStays } from './sql/read-stays.ts';

/** The members now, in order of joining. The cursor is the last one's place in that order. */
export async function members(pool: Pool, request: MembersRequest): Promise<MembersPage | Refused> {
  const { userId, sessionId, cursor, limit } = request;
  const own = (await readStays.run(pool, [[sessionId], [userId]])).map(toStay);
  if (own.length === 0) return refused('session-unknown');
  if (!own.some((stay) => stay.untilSeq === null)) return refused('not-a-member');
  const [afterSeq, afterUser] = cursor?.split(':') ?? [null, null];
  const rows = await readMembersPage.run(pool, [sessionId, afterSeq, afterUser, limit + 1]);
  const page = rows.slice(0, limit).map(toStay);
  const last = page.at(-1);
  return {
    members: page.map(({ userId: memberId, role, joinedSeq }) => ({ userId: memberId, role, joinedSeq })),
    users: await readProfiles(
      pool,
      page.map((stay) => stay.userId),
    ),
    next: last && rows.length > page.length ? `${last.joinedSeq}:${last.userId}` : null,
  };
}
