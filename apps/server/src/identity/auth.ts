import { createHash } from 'node:crypto';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { fromNodeHeaders } from 'better-auth/node';
import { username } from 'better-auth/plugins/username';
import { LIMITS } from '@tidemark/protocol';
import { z } from 'zod';
import { uuidv7 } from '../ids.ts';
import { errorFields, type Log } from '../log.ts';
import type { Logins } from './logins.ts';
import type { Origins } from './origins.ts';
import { passwords } from './password.ts';
import { isUsername } from './usernames.ts';

/** Carries the address of the peer to the rate limit; set by the server on every request, never taken from outside. */
export const ADDRESS_HEADER = 'x-tidemark-address';

/** A login lasts so long after its last renewal, in seconds. */
const LOGIN_SECONDS = 180 * 24 * 3600;

export type AuthDeps = {
  readonly database: NonNullable<BetterAuthOptions['database']>;
  readonly secret: string;
  readonly origins: Origins;
  /** The address that users open, such as http://localhost:3000; https makes cookies secure. */
  readonly baseUrl: string;
  readonly rateLimit: boolean;
  readonly log: Log;
  /** Deletes a login's row, if there is one. */
  readonly deleteLogin: (loginId: string) => Promise<void>;
  /** Called when a login has ended, by whatever road. */
  readonly onLoginEnded: (loginId: string) => void;
};

export type Auth = {
  readonly logins: Logins;
  /** Answers the requests under /api/auth that the web client makes; any other path is not found. */
  readonly handle: (request: Request) => Promise<Response>;
};

/** What of better-auth is reachable from outside. Everything else of it is not part of this server. */
const PATHS = new Set(['/sign-up/email', '/sign-in/username', '/sign-out', '/get-session', '/is-username-available']);
const BASE_PATH = '/api/auth';

const signUpSchema = z.object({ username: z.string(), password: z.string() });

/** Sign-up with a name and a password only, logins in the database and in an HttpOnly cookie. */
export function createAuth(deps: AuthDeps): Auth {
  const auth = betterAuth({
    appName: 'Tidemark',
    baseURL: deps.baseUrl,
    basePath: BASE_PATH,
    secret: deps.secret,
    database: deps.database,
    trustedOrigins: () => [...deps.origins.list()],
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      password: { hash: passwords.hash, verify: passwords.verify },
    },
    plugins: [
      username({
        minUsernameLength: LIMITS.usernameChars.min,
        maxUsernameLength: LIMITS.usernameChars.max,
        usernameValidator: isUsername,
      }),
    ],
    session: {
      modelName: 'login',
      expiresIn: LOGIN_SECONDS,
      updateAge: 24 * 3600,
      cookieCache: { enabled: false },
    },
    databaseHooks: {
      session: {
        delete: {
          after: async (login) => {
            deps.onLoginEnded(login.id);
          },
        },
      },
    },
    rateLimit: { enabled: deps.rateLimit, storage: 'memory' },
    advanced: {
      cookiePrefix: 'tidemark',
      useSecureCookies: deps.baseUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      database: { generateId: () => uuidv7() },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    logger: { level: 'error', log: (_level, message) => deps.log.error({}, `better-auth: ${message}`) },
    onAPIError: { onError: (error) => logApiError(deps.log, error) },
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        if (ctx.path !== '/sign-up/email') return;
        const parsed = signUpSchema.safeParse(ctx.body);
        if (!parsed.success)
          throw new APIError('BAD_REQUEST', { code: 'BAD_REQUEST', message: 'Send username and password.' });
        // the whole body is made here: no caller chooses an e-mail address or any other field
        const { username: name, password } = parsed.data;
        for (const key of Object.keys(ctx.body)) delete ctx.body[key];
        Object.assign(ctx.body, { username: name, displayUsername: name, name, password, email: emailOf(name) });
      }),
    },
  });

  return {
    async handle(request) {
      const { pathname } = new URL(request.url);
      if (!PATHS.has(pathname.slice(BASE_PATH.length))) return new Response(null, { status: 404 });
      return auth.handler(request);
    },
    logins: {
      async find(headers) {
        if (!headers.cookie) return null;
        const found = await auth.api.getSession({
          headers: fromNodeHeaders({ cookie: headers.cookie }),
          query: { disableCookieCache: true, disableRefresh: true },
        });
        if (!found) return null;
        const { id, userId, expiresAt } = found.session;
        return { loginId: id, userId, endsAt: new Date(expiresAt).getTime() };
      },
      async end(loginId) {
        await deps.deleteLogin(loginId);
        deps.onLoginEnded(loginId);
      },
      async signOut(headers) {
        try {
          const response = await auth.api.signOut({
            headers: fromNodeHeaders({ cookie: headers.cookie }),
            asResponse: true,
          });
          return response.headers.getSetCookie();
        } catch (error) {
          deps.log.warn(errorFields(error), 'sign-out of a request without a login');
          return [];
        }
      },
    },
  };
}

/** A refusal is the caller's affair; anything else is a fault of ours. */
function logApiError(log: Log, error: unknown): void {
  if (error instanceof APIError && error.statusCode < 500)
    log.debug({ status: error.statusCode }, 'a sign-in or sign-up was refused');
  else log.error(errorFields(error), 'better-auth failed');
}

/** The e-mail address that better-auth asks for: made of the name, of a domain that nobody can own. */
function emailOf(name: string): string {
  return `${createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 40)}@users.tidemark.invalid`;
}
