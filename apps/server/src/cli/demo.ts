import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { REPOSITORY } from '../env.ts';
import { createLog } from '../log.ts';
import { ensureAccounts } from './demo/accounts.ts';
import { startChats } from './demo/chats.ts';
import { demoPassword } from './demo/demo-file.ts';
import { importedSessions } from './demo/imported-sessions.ts';
import { joinSessions } from './demo/join-sessions.ts';
import { callersFolder, CommandError, runCommand } from './shared/command.ts';
import { readConfiguration } from './shared/configuration.ts';
import { openCommandDatabase } from './shared/database.ts';
import { DEMO_USERNAMES } from './shared/demo-usernames.ts';

/** `npm run demo [-- --yes] [-- FILE.zip]`: demo accounts with something to look at. Safe to repeat. */
async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const [archive] = args.filter((arg) => !arg.startsWith('-'));
  const env = readConfiguration();
  if (process.env['NODE_ENV'] === 'production' && env.DATABASE_URL && !args.includes('--yes')) {
    throw new CommandError('this is a production database; to add the demo accounts to it all the same, say --yes');
  }
  const { password, file } = demoPassword(env.DATA_DIR);
  const database = await openCommandDatabase(env);
  try {
    const { prisma, store } = database;
    const log = createLog('warn');
    const accounts = await ensureAccounts({ prisma, env, password, passwordFile: file, log }, DEMO_USERNAMES);
    await startChats(store, accounts, Date.now());
    const sessions = await importedSessions(prisma);
    await joinSessions(
      store,
      sessions,
      accounts.map(({ userId }) => userId),
    );
    console.log(`Demo accounts: ${DEMO_USERNAMES.join(', ')}. The password of each: ${password}`);
    console.log(`Start Tidemark with "npm start", then sign in at ${siteOf(env)}/sign-in`);
    for (const { title } of sessions) console.log(`They are members of ${title} and see its whole history.`);
    if (sessions.length === 0) console.log(howToImport(archive));
    return 0;
  } finally {
    await database.close();
  }
}

function siteOf(env: { readonly APP_ORIGIN: readonly string[]; readonly PORT: number }): string {
  return env.APP_ORIGIN[0] ?? `http://localhost:${env.PORT}`;
}

function howToImport(archive: string | undefined): string {
  const places = [
    archive === undefined ? undefined : resolve(callersFolder(), archive),
    process.env['TIDEMARK_SLACK_EXPORT'],
    resolve(REPOSITORY, '../shared/data/project-chat-slack-export.zip'),
  ];
  const found = places.find((place) => place !== undefined && existsSync(place)) ?? 'FILE.zip';
  return `No history is imported yet: "npm run import -- ${found}" brings in a Slack export; then run this again.`;
}

await runCommand(main);
