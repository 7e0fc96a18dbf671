import * as z from 'zod/mini';

/**
 * Every way in which the server says no. `retryable` is decided here, once: a retryable action is tried again with the
 * same client id; any other is final and is shown to the user with its text kept.
 */
export const ERRORS = {
  'bad-request': { retryable: false, message: 'The request is malformed.' },
  'protocol-unsupported': { retryable: false, message: 'This page is of another version than the server. Reload it.' },
  'origin-refused': { retryable: false, message: 'The request came from another site.' },
  unauthenticated: { retryable: false, message: 'You are signed out. Sign in again.' },
  'device-unknown': { retryable: false, message: 'The server does not know this device. Sign in again.' },
  'device-revoked': { retryable: false, message: 'This device was signed out from another one.' },
  'session-unknown': { retryable: false, message: 'There is no such session for you.' },
  'not-a-member': { retryable: false, message: 'You are no longer a member of this session.' },
  'not-allowed': { retryable: false, message: 'Only the owner may do this.' },
  'user-unknown': { retryable: false, message: 'There is no user of this name.' },
  'text-empty': { retryable: false, message: 'The message has no visible text.' },
  'text-too-long': { retryable: false, message: 'The message is too long.' },
  'target-unknown': { retryable: false, message: 'There is no such message.' },
  'target-recalled': { retryable: false, message: 'The message was recalled.' },
  'too-many-changes': { retryable: false, message: 'A message can be edited 100 times, and this one was.' },
  'too-many-members': { retryable: false, message: 'That is more members than one session may have.' },
  'client-id-reused': { retryable: false, message: 'This action id was used for something else.' },
  'too-fast': { retryable: true, message: 'Too many actions in a short time. It will be tried again.' },
  unavailable: { retryable: true, message: 'The server cannot do this right now. It will be tried again.' },
  internal: { retryable: true, message: 'The server failed at this. It will be tried again.' },
} as const satisfies Record<string, { retryable: boolean; message: string }>;

export type ErrorCode = keyof typeof ERRORS;

const codes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** A refusal as it travels. Codes that a newer server knows and this client does not are read as final. */
export const failureSchema = z.object({
  ok: z.literal(false),
  code: z.union([z.enum(codes), z.string()]),
  message: z.string(),
  retryable: z.boolean(),
  /** Where it helps: which field, which name, how long to wait. */
  detail: z.optional(z.string()),
  retryAfterMs: z.optional(z.int().check(z.nonnegative())),
});
export type Failure = z.infer<typeof failureSchema>;

export function failure(code: ErrorCode, extra: { detail?: string; retryAfterMs?: number } = {}): Failure {
  return { ok: false, code, ...ERRORS[code], ...extra };
}
