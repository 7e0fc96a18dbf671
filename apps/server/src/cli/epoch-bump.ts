import { createPool } from '@tidemark/db/client';
import { bumpEpoch } from '@tidemark/db/epoch';
import { runCommand } from './shared/command.ts';
import { readConfiguration } from './shared/configuration.ts';
import { openCommandDatabase } from './shared/database.ts';

/** `npm run epoch:bump`: what to do after the database was restored from a backup. Safe beside a running server. */
async function main(): Promise<number> {
  const database = await openCommandDatabase(readConfiguration());
  const pool = createPool(database.url, { max: 1 });
  try {
    const epoch = await bumpEpoch(pool);
    console.log(`The numbering has begun another life: ${epoch}.`);
    console.log('Every device takes a fresh list of its chats, and says which of its own messages the backup lacks.');
    return 0;
  } finally {
    await pool.end();
    await database.close();
  }
}

await runCommand(main);
