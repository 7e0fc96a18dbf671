import type { PrismaClient } from '@tidemark/db/client';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { Env } from '../../env.ts';
import { createAuth } from '../../identity/auth.ts';
import { Origins } from '../../identity/origins.ts';
import { passwords } from '../../identity/password.ts';
import { deleteLogin } from '../../identity/prisma.ts';
import { keptSecret } from '../../identity/secret.ts';
import type { Log } from '../../log.ts';
import { CommandError } from '../shared/command.ts';

export type DemoAccount = { readonly userId: string; readonly username: string };

export type AccountDeps = {
  readonly prisma: PrismaClient;
  readonly env: Env;
  readonly password: string;
  /** Where the password stands, for messages. */
  readonly passwordFile: string;
  readonly log: Log;
};

/**
 * Signs people up the way the server does, unless they are there already.
 * @throws CommandError when someone else has the name
 */
export async function ensureAccounts(deps: AccountDeps, usernames: readonly string[]): Promise<readonly DemoAccount[]> {
  const accounts: DemoAccount[] = [];
  for (const username of usernames) {
    const userId = (await findOwn(deps, username)) ?? (await signUp(deps, username));
    accounts.push({ userId, username });
  }
  return accounts;
}

async function findOwn({ prisma, password, passwordFile }: AccountDeps, username: string): Promise<string | null> {
  const user = await prisma.user.findUnique({
    where: { username },
    select: { id: true, accounts: { where: { providerId: 'credential' }, select: { password: true } } },
  });
  if (!user) return null;
  const hash = user.accounts[0]?.password;
  if (hash && (await passwords.verify({ hash, password }))) return user.id;
  throw new CommandError(
    `there is a user "${username}" whose password is not the one in ${passwordFile}: the demo does not touch them.`,
  );
}

async function signUp({ prisma, env, password, log }: AccountDeps, username: string): Promise<string> {
  const baseUrl = `http://localhost:${env.PORT}`;
  const auth = createAuth({
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    secret: env.AUTH_SECRET ?? keptSecret(env.DATA_DIR),
    origins: new Origins(env.HOST, env.PORT, env.APP_ORIGIN),
    baseUrl,
    rateLimit: false,
    log,
    deleteLogin: (loginId) => deleteLogin(prisma, loginId),
    onLoginEnded: () => undefined,
  });
  const response = await auth.handle(
    new Request(`${baseUrl}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: baseUrl },
      body: JSON.stringify({ username, password }),
    }),
  );
  if (!response.ok) throw new CommandError(`"${username}" could not be signed up (${response.status}).`);
  const user = await prisma.user.findUniqueOrThrow({ where: { username }, select: { id: true } });
  await prisma.login.deleteMany({ where: { userId: user.id } }); // signing up signs in, and nobody is there
  return user.id;
}
