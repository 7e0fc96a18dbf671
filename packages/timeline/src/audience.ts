import type { EntryBody } from './entry.ts';
import type { SyncMode } from './policy.ts';

/** Whom the sync timelines tell of an entry: every member (and whom it takes out), or only those named. */
export type Audience = 'members' | readonly string[];

/**
 * Whose sync timelines get an entry that a session in this mode stores (SPEC MD-4, MD-5). In pull mode the session is
 * its own timeline; only what tells a user that there is one, or how to read it on, goes to sync timelines as well.
 */
export function audienceOf(body: EntryBody, mode: SyncMode): Audience {
  if (mode === 'push') return 'members';
  switch (body.kind) {
    case 'session-created':
    case 'mode-changed':
      return 'members';
    case 'members-added':
      return body.memberIds;
    case 'member-removed':
    case 'member-left':
      return [body.memberId];
    default:
      return [];
  }
}
