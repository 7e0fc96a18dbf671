import { createPool } from '@tidemark/db/client';
import type { ExpiryReport } from '@tidemark/db/expiry';
import { partitionsAhead } from '@tidemark/db/retention';
import { Logger, parseCronItems, run, type Runner } from 'graphile-worker';
import type { Clock } from '../clock.ts';
import { errorFields, type Log } from '../log.ts';
import { EXPIRY_TASK } from './expiry-task.ts';
import type { RetentionMetrics } from './metrics.ts';
import { runExpiry, type ExpiryDeps } from './run-expiry.ts';
import { runPurge } from './run-purge.ts';

const TASK = 'retention';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SOONEST_MS = 1_000;
/** What was due while every server was down is made up for, once, within so many ms. */
const BACKFILL_MS = 24 * HOUR_MS;
/** How long to wait before the job runner is started again after the database was away, in ms. */
const RESTART_MS = 5_000;

export type RetentionJobOptions = Pick<ExpiryDeps, 'store' | 'publish'> & {
  readonly url: string;
  readonly lifetimeMs: number;
  readonly metrics: RetentionMetrics;
  readonly clock: Clock;
  readonly log: Log;
};

export type RetentionJob = {
  /** Lets the purge that is under way end, and starts no more. */
  readonly stop: () => Promise<void>;
};

/**
 * Purges, and lets messages expire, by schedule: each time on one of the servers that share the database, whichever is free. The queue of jobs
 * is kept in the database, so a schedule that passed while no server ran is noticed by the first one that comes.
 * Begins in the background, and begins again when the database was away.
 */
export function startRetentionJob(options: RetentionJobOptions): RetentionJob {
  const { url, clock, log } = options;
  const pool = createPool(url, {
    max: 6,
    onError: (error) => log.debug(errorFields(error), 'a database connection of the jobs broke'),
  });
  const ending = new AbortController();
  const stopping = () => ending.signal.aborted;
  let runner: Runner | null = null;
  let cancelPause = (): void => undefined;

  async function keepRunning(): Promise<void> {
    while (!stopping()) {
      try {
        runner = await startRunner(options, pool);
        if (stopping()) await runner.stop();
        await runner.promise;
        // it ends without an error also when it could not go on; its own words say why
        if (!stopping()) log.warn({}, 'the job runner has ended and is started again');
      } catch (error) {
        if (!stopping()) log.warn(errorFields(error), 'the job runner has ended and is started again');
      }
      runner = null;
      if (!stopping()) await pause();
    }
  }
  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(RESTART_MS, resolve);
      cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }

  const running = keepRunning();
  return {
    stop: async () => {
      ending.abort();
      cancelPause();
      await runner?.stop().catch((error: unknown) => log.debug(errorFields(error), 'the job runner had ended'));
      await running;
      await pool.end();
    },
  };
}

async function startRunner(options: RetentionJobOptions, pool: ReturnType<typeof createPool>): Promise<Runner> {
  const { lifetimeMs, clock, log } = options;
  const soon = (task: string, inMs: number) => ({
    jobKey: `${task} soon`,
    runAt: new Date(clock.now() + inMs),
    maxAttempts: 1,
  });
  const { sizeMs } = partitionsAhead(lifetimeMs);
  const runner = await run({
    pgPool: pool,
    concurrency: 1,
    noHandleSignals: true,
    // By itself it reports a finished job with a promise that nobody waits for: a database that is away at that moment
    // would end the process. In batches, also those that wait for nothing, it handles the failure and ends the runner.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: quietly(log),
    taskList: {
      // Not in a queue of its own: a server that is killed would keep it locked for hours. The purge has a lock of its
      // own, which ends with its connection.
      [TASK]: async (_, { addJob }) => {
        await runPurge({ ...options, pool });
        // what expires by the second cannot wait for the next minute
        if (sizeMs < MINUTE_MS) {
          await addJob(TASK, {}, soon(TASK, sizeMs));
        }
      },
      [EXPIRY_TASK]: async (_, { addJob }) => {
        const report = await runExpiry({ ...options, pool });
        const inMs = report && expiresAgainIn(report);
        if (inMs !== null && inMs < HOUR_MS) await addJob(EXPIRY_TASK, {}, soon(EXPIRY_TASK, inMs));
      },
    },
    parsedCronItems: parseCronItems([
      {
        task: TASK,
        match: sizeMs < HOUR_MS ? '* * * * *' : '7 * * * *',
        options: { backfillPeriod: BACKFILL_MS, jobKey: TASK, maxAttempts: 3 },
      },
      {
        task: EXPIRY_TASK,
        match: '37 * * * *',
        options: { backfillPeriod: BACKFILL_MS, jobKey: EXPIRY_TASK, maxAttempts: 3 },
      },
    ]),
  });
  for (const task of [TASK, EXPIRY_TASK]) await runner.addJob(task, {}, { jobKey: task, maxAttempts: 3 });
  return runner;
}

/** In how many ms the next run is worth its while: a session is that part of its lifetime late, at most. */
function expiresAgainIn({ more, shortestMs }: ExpiryReport): number | null {
  if (more) return 0;
  return shortestMs && Math.max(SOONEST_MS, shortestMs / 24);
}

/** The runner's own words are of interest to those who look into it. */
function quietly(log: Log): Logger {
  return new Logger(({ label }) => (given, message) => {
    const level: string = given; // an enum that this way of compiling cannot name
    if (level === 'error') log.warn({ part: label, says: message }, 'the job runner has met an error');
    else log.debug({ part: label, says: message }, 'the job runner');
  });
}
