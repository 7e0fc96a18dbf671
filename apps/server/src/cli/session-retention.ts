import { createPool, type Pool } from '@tidemark/db/client';
import { expireMessages, readLifetimes, setLifetime, type SessionLifetime } from '@tidemark/db/expiry';
import { askForExpiry } from '../retention/expiry-task.ts';
import { formatDuration, parseDuration } from '../retention/duration.ts';
import { CommandError, runCommand } from './shared/command.ts';
import { readConfiguration } from './shared/configuration.ts';
import { openCommandDatabase, type CommandDatabase } from './shared/database.ts';

const USAGE = 'use: npm run session:retention [-- run | -- SESSION-ID 30d|12h|90m|20s|off]';
const PAGE = 500;

/** `npm run session:retention`: how long the messages of sessions can be read. Safe beside a running server. */
async function main(): Promise<number> {
  const [first, second, ...more] = process.argv.slice(2);
  if (more.length > 0) throw new CommandError(USAGE);
  const env = readConfiguration();
  const database = await openCommandDatabase(env);
  const pool = createPool(database.url, { max: 3, statementTimeoutMs: 60_000 });
  try {
    if (first === undefined) return await list(pool);
    if (first === 'run' && second === undefined) return await expireNow(database, pool);
    return await decide(pool, first, second);
  } finally {
    await pool.end();
    await database.close();
  }
}

async function list(pool: Pool): Promise<number> {
  let count = 0;
  for (let after: string | null = null; ;) {
    const page: readonly SessionLifetime[] = await readLifetimes(pool, after, PAGE);
    for (const session of page) console.log(describe(session));
    count += page.length;
    after = page.at(-1)?.sessionId ?? null;
    if (page.length < PAGE) break;
  }
  console.log(`${count} sessions; the messages of all others are kept for ever.`);
  return 0;
}

async function decide(pool: Pool, sessionId: string, word = ''): Promise<number> {
  const lifetimeMs = word === 'off' ? null : parseDuration(word);
  if ((lifetimeMs === null && word !== 'off') || !/^[0-9a-f-]{36}$/i.test(sessionId)) throw new CommandError(USAGE);
  if (!(await setLifetime(pool, sessionId.toLowerCase(), lifetimeMs))) {
    throw new CommandError(`there is no session ${sessionId}.`);
  }
  if (lifetimeMs === null) {
    console.log(`${sessionId} keeps its messages from now on; what has expired is gone.`);
    return 0;
  }
  await askForExpiry(pool);
  console.log(`${sessionId} keeps its messages for ${word.trim()}. What is older is taken away by the running server,`);
  console.log('or by the next one that starts.');
  return 0;
}

/** What the server does by schedule, now. Devices learn of it when they ask the next time, within half a minute. */
async function expireNow({ store }: CommandDatabase, pool: Pool): Promise<number> {
  for (;;) {
    const report = await expireMessages(pool, store, { now: Date.now() });
    if (report.outcome === 'busy') throw new CommandError('messages are expiring elsewhere; nothing was done.');
    const { sessions, entries, erased } = report;
    console.log(`${entries} entries of ${sessions} sessions have expired, ${erased} rows were emptied.`);
    if (!report.more) return 0;
  }
}

function describe({ sessionId, title, lifetimeMs, floor, erased }: SessionLifetime): string {
  const kept = lifetimeMs === null ? 'kept for ever now' : `kept for ${formatDuration(lifetimeMs)}`;
  const late = erased < floor - 1 ? `, ${floor - 1 - erased} rows to be emptied` : '';
  return `${sessionId}  ${kept}  ${floor - 1} entries have expired${late}  ${title ?? ''}`;
}

await runCommand(main);
