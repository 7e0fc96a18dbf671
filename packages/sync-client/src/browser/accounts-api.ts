import { type Failure, failure, failureSchema, userSchema } from '@tidemark/protocol';
import type { UserProfile } from '@tidemark/timeline';
import { ActionError } from '../client.ts';

/** How long a request about accounts may take, in ms. */
const ANSWER_WITHIN = 15_000;

/** The server's HTTP side: logins and the registration of devices. */
export type AccountsApi = {
  /** @returns the user's id @throws ActionError */
  signIn(credentials: Credentials): Promise<string>;
  /** @returns the user's id @throws ActionError */
  signUp(credentials: Credentials): Promise<string>;
  registerDevice(deviceId: string, name: string): Promise<UserProfile | Failure>;
  /** True when the server has ended the login and the device. */
  signOut(deviceId: string): Promise<boolean>;
};

export type Credentials = { readonly username: string; readonly password: string };

export function accountsApi(fetch: typeof globalThis.fetch, base = ''): AccountsApi {
  const post = async (path: string, body: object, keepalive = false): Promise<Response | null> => {
    try {
      return await fetch(`${base}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'same-origin',
        signal: AbortSignal.timeout(ANSWER_WITHIN),
        keepalive,
      });
    } catch {
      return null;
    }
  };

  const enter = async (path: string, body: object): Promise<string> => {
    const response = await post(path, body);
    const answer = response === null ? null : await jsonOf(response);
    const id = userIdIn(answer);
    if (response?.ok && id !== null) return id;
    throw new ActionError(refusal(response, answer));
  };

  return {
    signIn: ({ username, password }) => enter('/api/auth/sign-in/username', { username, password }),
    signUp: ({ username, password }) => enter('/api/auth/sign-up/email', { username, password }),
    registerDevice: async (deviceId, name) => {
      const response = await post('/api/devices', { deviceId, name });
      if (response === null) return failure('unavailable');
      const answer = await jsonOf(response);
      const user = userSchema.safeParse((answer as { user?: unknown } | null)?.user);
      if (response.ok && user.success) return user.data;
      const refused = failureSchema.safeParse(answer);
      return refused.success ? refused.data : failure('internal');
    },
    signOut: async (deviceId) => {
      const response = await post('/api/sign-out', { deviceId }, true);
      return response?.ok ?? false;
    },
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function userIdIn(answer: unknown): string | null {
  const id = (answer as { user?: { id?: unknown } } | null)?.user?.id;
  return typeof id === 'string' ? id : null;
}

/** Texts for the refusals that a sign-in or sign-up form has to explain; the others have the server's own. */
const EXPLAINED: Readonly<Record<string, string>> = {
  INVALID_USERNAME_OR_PASSWORD: 'The username or the password is wrong.',
  USERNAME_IS_ALREADY_TAKEN: 'This username is taken. Choose another one.',
  USER_ALREADY_EXISTS: 'This username is taken. Choose another one.',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'This username is taken. Choose another one.',
  USERNAME_TOO_SHORT: 'The username is too short: at least 3 characters.',
  USERNAME_TOO_LONG: 'The username is too long: at most 32 characters.',
  INVALID_USERNAME: 'A username has letters, digits, dots, dashes and underscores only.',
  PASSWORD_TOO_SHORT: 'The password is too short: at least 8 characters.',
  PASSWORD_TOO_LONG: 'The password is too long: at most 128 characters.',
};

type Refusal = { readonly code: string; readonly message: string; readonly retryable: boolean };

function refusal(response: Response | null, answer: unknown): Refusal {
  if (response === null) {
    return { code: 'unavailable', message: 'There is no connection to the server. Try again.', retryable: true };
  }
  if (response.status === 429) {
    return { code: 'too-fast', message: 'Too many attempts. Wait a moment, then try again.', retryable: true };
  }
  const known = failureSchema.safeParse(answer);
  if (known.success) return known.data;
  if (response.status >= 500) {
    return { code: 'unavailable', message: 'The server cannot do this right now. Try again.', retryable: true };
  }
  const { code, message } = (answer ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const explained = typeof code === 'string' ? EXPLAINED[code] : undefined;
  return {
    code: response.status === 401 ? 'unauthenticated' : 'bad-request',
    message: explained ?? (typeof message === 'string' && message !== '' ? message : 'The server refused this.'),
    retryable: false,
  };
}
