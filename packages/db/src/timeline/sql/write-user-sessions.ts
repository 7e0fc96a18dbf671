import { statement } from '../statement.ts';

/**
 * Puts a session on the lists of users ($2, sorted), read up to $3: they have joined or come back.
 * Lock order: user_session rows by user, after session rows and before device rows.
 */
export const joinUserSessions = statement<never>(
  'join-user-sessions',
  `INSERT INTO user_session AS u (user_id, session_id, state, read_seq)
   SELECT t.user_id, $2::uuid, 'active', $3::bigint
     FROM unnest($1::uuid[]) WITH ORDINALITY AS t (user_id, place)
    ORDER BY t.place
   ON CONFLICT (user_id, session_id)
   DO UPDATE SET state = 'active', read_seq = EXCLUDED.read_seq, visible_until = NULL`,
);

/** Marks a session as ended for one user, who may see it up to $3. */
export const endUserSession = statement<never>(
  'end-user-session',
  `UPDATE user_session SET state = 'ended', visible_until = $3::bigint
    WHERE user_id = $1 AND session_id = $2`,
);

/** Locks a user's read marker and answers where it stands. */
export const lockMarker = statement<{ read_seq: string }>(
  'lock-marker',
  `SELECT read_seq FROM user_session WHERE user_id = $1 AND session_id = $2 FOR NO KEY UPDATE`,
);

/** Moves a read marker. Under lock-marker. */
export const moveMarker = statement<never>(
  'move-marker',
  `UPDATE user_session SET read_seq = $3::bigint WHERE user_id = $1 AND session_id = $2`,
);

/** A page of a user's sessions in order of id, after $2. */
export const readUserSessions = statement<{ session_id: string; read_seq: string }>(
  'read-user-sessions',
  `SELECT session_id, read_seq
     FROM user_session
    WHERE user_id = $1 AND ($2::uuid IS NULL OR session_id > $2::uuid)
    ORDER BY session_id
    LIMIT $3`,
);

/** A user's read markers of some sessions ($2). */
export const readMarkers = statement<{ session_id: string; read_seq: string }>(
  'read-markers',
  `SELECT session_id, read_seq FROM user_session WHERE user_id = $1 AND session_id = ANY($2::uuid[])`,
);
