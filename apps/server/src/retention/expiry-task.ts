import type { Pool } from '@tidemark/db/client';
import { makeWorkerUtils } from 'graphile-worker';

/** The job that lets messages expire, by its name in the queue that the servers share. */
export const EXPIRY_TASK = 'expiry';

/** Asks whichever server is up to let messages expire now; the next one to start does when none is. */
export async function askForExpiry(pool: Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool });
  try {
    await utils.migrate();
    await utils.addJob(EXPIRY_TASK, {}, { jobKey: EXPIRY_TASK, maxAttempts: 3 });
  } finally {
    await utils.release();
  }
}
