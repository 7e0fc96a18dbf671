import type { Bounds } from '@tidemark/timeline';
import type { ErrorCode } from '@tidemark/protocol';

export type DeviceName = { readonly userId: string; readonly deviceId: string };

/** A device as a key: the same device id may be in use by several people. */
export function keyOf({ userId, deviceId }: DeviceName): string {
  return `${userId}/${deviceId}`;
}

/** A device as the database has it at one moment: its rights, and how far its timeline reaches. */
export type Standing = Bounds &
  DeviceName & {
    readonly status: string;
    readonly loginId: string | null;
    /** Milliseconds since 1970; null when the login has ended. */
    readonly loginEndsAt: number | null;
    /** When it was read, by the clock that all nodes share, in microseconds since 1970. */
    readonly readAt: number;
  };

/** Reads the standings of those of the devices that exist. Never answers with less than what was committed before. */
export type ReadStandings = (devices: readonly DeviceName[]) => Promise<readonly Standing[]>;

/** A device under the login with which it has connected. */
export type Asker = DeviceName & { readonly loginId: string };

export type Verdict = 'may' | Extract<ErrorCode, 'device-unknown' | 'device-revoked' | 'unauthenticated'>;

/** Whether a device may go on under the login with which it has connected. */
export function judge(loginId: string, standing: Standing | undefined): Verdict {
  if (!standing) return 'device-unknown';
  if (standing.status === 'revoked') return 'device-revoked';
  const { loginEndsAt, readAt } = standing;
  if (standing.loginId !== loginId || loginEndsAt === null || loginEndsAt * 1000 <= readAt) return 'unauthenticated';
  return 'may';
}
