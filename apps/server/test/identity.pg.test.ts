import { createPool, createPrisma, type Pool, type PrismaClient } from '@tidemark/db/client';
import { createTestDatabase, type TestDatabase } from '@tidemark/db/testing';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADDRESS_HEADER, createAuth, type Auth } from '../src/identity/auth.ts';
import { Origins } from '../src/identity/origins.ts';
import { deleteLogin } from '../src/identity/prisma.ts';
import { silentLog } from '../src/log.ts';

const ORIGIN = 'http://localhost:3000';
const PASSWORD = 'correct horse battery';

let database: TestDatabase;
let pool: Pool;
let prisma: PrismaClient;
let ended: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url);
  prisma = createPrisma(pool);
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
});

function authOf(options: { readonly rateLimit?: boolean; readonly baseUrl?: string } = {}): Auth {
  return createAuth({
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    secret: 'a-secret-of-the-tests-that-is-long-enough-0123456789',
    origins: new Origins('127.0.0.1', 3000, []),
    baseUrl: options.baseUrl ?? ORIGIN,
    rateLimit: options.rateLimit ?? false,
    log: silentLog,
    deleteLogin: (loginId) => deleteLogin(prisma, loginId),
    onLoginEnded: (loginId) => {
      ended.push(loginId);
    },
  });
}

function post(auth: Auth, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return auth.handle(
    new Request(`${ORIGIN}/api/auth${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin: ORIGIN, [ADDRESS_HEADER]: '192.0.2.1', ...headers },
    }),
  );
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

describe('sign-up and sign-in', () => {
  it('takes a name and a password, and nothing else that the caller sends', async () => {
    const auth = authOf();
    const answer = await post(auth, '/sign-up/email', {
      username: 'Alice.A-1',
      password: PASSWORD,
      email: 'mine@example.org',
      name: 'Somebody else',
      emailVerified: true,
      image: 'https://example.org/x.png',
      id: '00000000-0000-4000-8000-000000000000',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^tidemark\.session_token=.*HttpOnly; SameSite=Lax$/);
    const login = await auth.logins.find({ cookie: cookieOf(answer) });
    const user = await prisma.user.findUniqueOrThrow({ where: { id: login?.userId ?? '' } });
    expect(user).toMatchObject({ username: 'alice.a-1', displayUsername: 'Alice.A-1', name: 'Alice.A-1', image: null });
    expect(user.email).toMatch(/^[0-9a-f]{40}@users\.tidemark\.invalid$/);
    expect(user.id[14]).toBe('7');
    const account = await prisma.account.findFirstOrThrow({ where: { userId: user.id } });
    expect(account.password).toMatch(/^\$argon2id\$/);
  });

  it('has one user per name, whatever its case, also for two sign-ups at once', async () => {
    const auth = authOf();
    const answers = await Promise.all(
      ['Carla', 'carla', 'CARLA'].map((username) => post(auth, '/sign-up/email', { username, password: PASSWORD })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await prisma.user.count({ where: { username: 'carla' } })).toBe(1);
    const signedIn = await post(auth, '/sign-in/username', { username: 'cArLa', password: PASSWORD });
    expect(signedIn.status).toBe(200);
  });

  it.each([
    ['too short', { username: 'ab', password: PASSWORD }, 'USERNAME_TOO_SHORT'],
    ['too long', { username: 'a'.repeat(33), password: PASSWORD }, 'USERNAME_TOO_LONG'],
    ['other letters', { username: 'na me', password: PASSWORD }, 'INVALID_USERNAME'],
    ['a short password', { username: 'dora', password: 'short' }, 'PASSWORD_TOO_SHORT'],
    ['no password', { username: 'dora' }, 'BAD_REQUEST'],
    ['no name', { password: PASSWORD }, 'BAD_REQUEST'],
    ['a name that is no text', { username: { $ne: '' }, password: PASSWORD }, 'BAD_REQUEST'],
  ])('refuses a sign-up with %s', async (_case, body, code) => {
    const answer = await post(authOf(), '/sign-up/email', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });

  it('answers a wrong password and an unknown name alike', async () => {
    const auth = authOf();
    await post(auth, '/sign-up/email', { username: 'emil', password: PASSWORD });
    const wrong = await post(auth, '/sign-in/username', { username: 'emil', password: 'not the password' });
    const unknown = await post(auth, '/sign-in/username', { username: 'nobody', password: 'not the password' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  it.each([
    '/sign-in/email',
    '/update-user',
    '/list-sessions',
    '/revoke-sessions',
    '/change-email',
    '/delete-user',
    '',
  ])('does not serve %s', async (path) => {
    expect((await post(authOf(), path, {})).status).toBe(404);
  });

  it('limits how often one address may try, and no other address by it', async () => {
    const auth = authOf({ rateLimit: true });
    const attempt = (address: string) =>
      post(auth, '/sign-in/username', { username: 'nobody', password: 'wrong one' }, { [ADDRESS_HEADER]: address });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await attempt('192.0.2.7')).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await attempt('192.0.2.8')).status).toBe(401);
  });

  it('makes cookies secure where the address is https', async () => {
    const auth = authOf({ baseUrl: 'https://chat.example.org' });
    const answer = await post(auth, '/sign-up/email', { username: 'fred', password: PASSWORD });
    expect(answer.headers.getSetCookie()[0]).toContain('; Secure;');
  });
});

describe('the end of a login', () => {
  it('is told once and final, whichever way it ends', async () => {
    const auth = authOf();
    await post(auth, '/sign-up/email', { username: 'gina', password: PASSWORD });
    const ways = [
      async (cookie: string) => void (await auth.logins.signOut({ cookie })),
      async (cookie: string) => void (await post(auth, '/sign-out', {}, { cookie })),
      async (cookie: string) => auth.logins.end((await auth.logins.find({ cookie }))?.loginId ?? ''),
    ];
    for (const end of ways) {
      const cookie = cookieOf(await post(auth, '/sign-in/username', { username: 'gina', password: PASSWORD }));
      const login = await auth.logins.find({ cookie });
      ended = [];
      await end(cookie);
      expect(ended).toEqual([login?.loginId]);
      expect(await auth.logins.find({ cookie })).toBeNull();
    }
  });

  it('cannot be forged: a token without the right signature is no login', async () => {
    const auth = authOf();
    const cookie = cookieOf(await post(auth, '/sign-up/email', { username: 'hans', password: PASSWORD }));
    const token = cookie.split('=')[1]?.split('.')[0];
    expect(await auth.logins.find({ cookie })).not.toBeNull();
    expect(await auth.logins.find({ cookie: `tidemark.session_token=${token}.AAAA` })).toBeNull();
    expect(await auth.logins.find({ cookie: `tidemark.session_token=${token}` })).toBeNull();
  });
});
