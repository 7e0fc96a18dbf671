import { statement } from '../statement.ts';

/** How far some users ($2) have read a session, and their devices have it. */
export const readReceipts = statement<{ user_id: string; read_seq: string; delivered_seq: string }>(
  'read-receipts',
  `SELECT user_id, read_seq, delivered_seq FROM user_session WHERE user_id = ANY($2::uuid[]) AND session_id = $1`,
);
