import { hash, verify } from '@node-rs/argon2';

/** Argon2id, as OWASP advises it: 19 MiB, two passes, one lane. Runs in libuv's threads. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const passwords = {
  hash: (password: string): Promise<string> => hash(password, ARGON2ID),
  verify: (stored: { readonly hash: string; readonly password: string }): Promise<boolean> =>
    verify(stored.hash, stored.password, ARGON2ID),
};
