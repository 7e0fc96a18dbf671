import { createPool } from '@tidemark/db/client';
import { sessionModes, type SessionMode } from '@tidemark/db/modes';
import type { SyncMode } from '@tidemark/timeline';
import { CommandError, runCommand } from './shared/command.ts';
import { readConfiguration } from './shared/configuration.ts';
import { openCommandDatabase, type CommandDatabase } from './shared/database.ts';

const USAGE = 'use: npm run session:mode [-- due | -- SESSION-ID push|pull|auto]';
const DECISIONS: Readonly<Record<string, SyncMode | null | undefined>> = { push: 'push', pull: 'pull', auto: null };

/** `npm run session:mode`: how sessions are synchronized, and the operator's word on it. Safe beside a running server. */
async function main(): Promise<number> {
  const [first, second, ...more] = process.argv.slice(2);
  if (more.length > 0) throw new CommandError(USAGE);
  const env = readConfiguration();
  const database = await openCommandDatabase(env);
  const pool = createPool(database.url, { max: 1 });
  try {
    if (first !== undefined && first !== 'due') return await decide(database, first, second);
    const sessions = await sessionModes(pool, env.PULL_THRESHOLD);
    if (first === 'due') return await switchDue(database, sessions);
    for (const session of sessions) console.log(describe(session));
    console.log(`${sessions.length} sessions; all others are in push mode.`);
    return 0;
  } finally {
    await pool.end();
    await database.close();
  }
}

async function decide({ store }: CommandDatabase, sessionId: string, word = ''): Promise<number> {
  const mode = DECISIONS[word];
  if (mode === undefined || !/^[0-9a-f-]{36}$/i.test(sessionId)) throw new CommandError(USAGE);
  const outcome = await store.overrideMode({ sessionId: sessionId.toLowerCase(), mode });
  if (!outcome) throw new CommandError(`there is no session ${sessionId}.`);
  console.log(`${sessionId} is in ${outcome.mode} mode${mode === null ? ', by the number of its members' : ''}.`);
  return 0;
}

/** After the threshold was changed: sessions switch by themselves only when somebody joins or leaves. */
async function switchDue({ store }: CommandDatabase, sessions: readonly SessionMode[]): Promise<number> {
  const due = sessions.filter((session) => session.due !== session.mode);
  for (const { sessionId, override } of due) await store.overrideMode({ sessionId, mode: override });
  console.log(`${due.length} sessions switched.`);
  return 0;
}

function describe({ sessionId, title, members, mode, override, due }: SessionMode): string {
  const decided = override ? `, decided: ${override}` : '';
  const late = due === mode ? '' : `, ${due} is due`;
  return `${sessionId}  ${members} members  ${mode}${decided}${late}  ${title ?? ''}`;
}

await runCommand(main);
