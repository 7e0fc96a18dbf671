import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '@tidemark/db/client';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@tidemark/db/embedded';
import type { Clock } from './clock.ts';
import { errorFields, type Log } from './log.ts';

/** Held for the life of the process by the one server that runs on a data folder. */
const SERVER_LOCK = 5_411_209;
/** How often the embedded server is looked at, in ms. */
const WATCH_MS = 500;
const CLAIM_ATTEMPTS = 10;
const CLAIM_PAUSE_MS = 200;

/** Another server of ours runs on this data folder. */
export class DataFolderBusyError extends Error {
  override readonly name = 'DataFolderBusyError';
}

export type KeptPostgres = { readonly url: string; readonly stop: () => Promise<void> };

/**
 * The embedded PostgreSQL, for this process alone and kept alive: it is started again when it dies.
 * @throws DataFolderBusyError when another process serves from this folder; its database is left running
 */
export async function keepPostgres(dataDir: string, clock: Clock, log: Log): Promise<KeptPostgres> {
  const start = () => startEmbeddedPostgres({ dataDir, log: (line) => log.info({}, line) });
  let running: EmbeddedPostgres = await start();
  const { url } = running;
  let letGo = await claim(url, dataDir);

  let stopped = false;
  let cancelWatch = clock.after(WATCH_MS, () => void watch());
  async function watch(): Promise<void> {
    if (!isAlive(running.pid)) {
      log.warn({ pid: running.pid }, 'PostgreSQL has died and is started again');
      try {
        await letGo();
        running = await start();
        letGo = await claim(running.url, dataDir);
        if (running.url !== url) log.error({}, 'PostgreSQL came back on another port: start Tidemark again');
      } catch (error) {
        log.error(errorFields(error), 'PostgreSQL could not be started again');
      }
    }
    if (!stopped) cancelWatch = clock.after(WATCH_MS, () => void watch());
  }

  return {
    url,
    stop: async () => {
      stopped = true;
      cancelWatch();
      await letGo();
      await running.stop();
    },
  };
}

/** Takes the lock of the server that may run on this database, in a connection of its own that ends with us. */
async function claim(url: string, dataDir: string): Promise<() => Promise<void>> {
  const pool = createPool(url, { max: 1 });
  const client = await pool.connect();
  client.on('error', () => undefined); // the database has died: the watch sees to it
  let held = true;
  const letGo = async () => {
    if (!held) return;
    held = false;
    client.release(true);
    await pool.end();
  };
  for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt += 1) {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [SERVER_LOCK]);
    if (rows[0]?.got === true) return letGo;
    // PostgreSQL may not have noticed yet that the process before us was killed
    await sleep(CLAIM_PAUSE_MS);
  }
  await letGo();
  throw new DataFolderBusyError(
    `Tidemark already runs on ${dataDir}: stop it, or choose another folder with DATA_DIR.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
