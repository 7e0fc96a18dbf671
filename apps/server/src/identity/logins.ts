import type { IncomingHttpHeaders } from 'node:http';

/** An authenticated browser login: who it is, until when. */
export type Login = {
  readonly loginId: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
};

/** The logins of this server, whoever keeps them. */
export interface Logins {
  /** The login that a request's cookie proves, or null. Looked up every time: an ended login is never served. */
  find(headers: IncomingHttpHeaders): Promise<Login | null>;
  /** Ends a login at once. Safe to repeat. */
  end(loginId: string): Promise<void>;
  /** The `set-cookie` values that make a browser forget the login of its request; ends that login too. */
  signOut(headers: IncomingHttpHeaders): Promise<readonly string[]>;
}
