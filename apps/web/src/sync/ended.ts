import type { SyncStatus } from '@tidemark/sync-client';

type EndReason = Extract<SyncStatus, { kind: 'ended' }>['reason'];

const NOTICES: Readonly<Record<EndReason, string>> = {
  'signed-out': 'You are signed out. What this device held was removed.',
  'device-revoked': 'This device was signed out from another one. What it held was removed.',
  'device-unknown': 'The server no longer knows this device. Sign in to add it again.',
};

/** Why one stands before the sign-in page. */
export function noticeOf(reason: EndReason): string {
  return NOTICES[reason];
}
