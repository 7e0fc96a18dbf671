import { statement } from '../statement.ts';

export type StayRow = {
  session_id: string;
  user_id: string;
  from_seq: string;
  role: 'owner' | 'member';
  visible_from: string;
  until_seq: string | null;
};

/**
 * All stays of some users in some sessions, ended ones too, as pairs: rights.
 * Lock order: takes none. Read a session's head before its stays, never after: an open stay then reaches no further
 * than that head, so a removal in between cannot widen what is seen.
 */
export const readStays = statement<StayRow>(
  'read-stays',
  `SELECT m.session_id, m.user_id, m.from_seq, m.role, m.visible_from, m.until_seq
     FROM unnest($1::uuid[], $2::uuid[]) AS k (session_id, user_id)
     JOIN session_member m ON m.session_id = k.session_id AND m.user_id = k.user_id
    WHERE m.session_id = ANY($1::uuid[])
    ORDER BY m.session_id, m.user_id, m.from_seq`,
);

/** A page of the members now, in order of joining, after the place ($2, $3). From an index in that very order. */
export const readMembersPage = statement<StayRow>(
  'read-members-page',
  `SELECT session_id, user_id, from_seq, role, visible_from, until_seq
     FROM session_member
    WHERE session_id = $1 AND until_seq IS NULL
      AND ($2::bigint IS NULL OR (from_seq, user_id) > ($2::bigint, $3::uuid))
    ORDER BY from_seq, user_id
    LIMIT $4`,
);

/** The longest-standing member besides one ($2). Under the session's lock. */
export const readHeir = statement<StayRow>(
  'read-heir',
  `SELECT session_id, user_id, from_seq, role, visible_from, until_seq
     FROM session_member
    WHERE session_id = $1 AND until_seq IS NULL AND user_id <> $2
    ORDER BY from_seq, user_id
    LIMIT 1`,
);
