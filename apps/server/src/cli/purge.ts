import { purge } from '@tidemark/db/retention';
import { createPool } from '@tidemark/db/client';
import { runCommand, CommandError } from './shared/command.ts';
import { readConfiguration } from './shared/configuration.ts';
import { openCommandDatabase } from './shared/database.ts';

/** `npm run purge`: what the server does by schedule, now. Safe to repeat, also beside a running server. */
async function main(): Promise<number> {
  const env = readConfiguration();
  const database = await openCommandDatabase(env);
  const pool = createPool(database.url, { max: 3, statementTimeoutMs: 60_000 });
  try {
    const report = await purge(pool, { lifetimeMs: env.SYNC_RETENTION });
    if (report.outcome === 'busy') throw new CommandError('another purge is under way; nothing was done.');
    const { made, dropped, droppedRows, dormant, held } = report;
    for (const name of dropped) console.log(`dropped ${name}`);
    console.log(`${dropped.length} partitions with about ${droppedRows} entries dropped, ${made} made ahead.`);
    console.log(`${dormant} devices that were not seen for a lifetime went dormant.`);
    if (held > 0) console.log(`${held} expired partitions are still being read: run this again later.`);
    return held > 0 ? 1 : 0;
  } finally {
    await pool.end();
    await database.close();
  }
}

await runCommand(main);
