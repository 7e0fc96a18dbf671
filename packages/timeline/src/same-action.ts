import type { EntryBody } from './entry.ts';
import type { SessionChange } from './timeline-store.ts';

/**
 * True when a stored entry is what the repeated request asked for: a retry, which gets the first result. False when
 * its client id was used for something else before, which is a fault of the sender (SPEC WR-5).
 */
export function isSameMessage(stored: EntryBody, text: string): boolean {
  return stored.kind === 'message' && stored.text === text;
}

/** The same for changes of a session. People who were members already are not in the stored entry of an addition. */
export function isSameChange(stored: EntryBody, change: SessionChange): boolean {
  switch (change.kind) {
    case 'add-members':
      return stored.kind === 'members-added' && stored.memberIds.every((userId) => change.memberIds.includes(userId));
    case 'remove-member':
      return (stored.kind === 'member-removed' || stored.kind === 'member-left') && stored.memberId === change.memberId;
    case 'rename':
      return stored.kind === 'renamed' && stored.title === change.title;
  }
}
