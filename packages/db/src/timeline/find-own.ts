import type { Refused } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { only, refused } from './outcomes.ts';
import { readEpoch } from './sql/epoch.ts';
import { findStored } from './sql/find-stored.ts';
import { readStays } from './sql/read-stays.ts';

export type OwnActions = {
  readonly userId: string;
  readonly sessionId: string;
  readonly clientIds: readonly string[];
};

export type StoredActions = { readonly epoch: string; readonly stored: readonly string[] };

/** Which of one's own actions are stored now; also for those who are no members any more, since they did act. */
export async function findOwn(pool: Pool, request: OwnActions): Promise<StoredActions | Refused> {
  const { userId, sessionId, clientIds } = request;
  const { epoch } = only(await readEpoch.run(pool, []), 'epoch');
  if ((await readStays.run(pool, [[sessionId], [userId]])).length === 0) return refused('session-unknown');
  const keys = [clientIds.map(() => sessionId), clientIds.map(() => userId), clientIds];
  const found = new Set((await findStored.run(pool, keys)).map((row) => row.client_id));
  return { epoch, stored: clientIds.filter((clientId) => found.has(clientId)) };
}
