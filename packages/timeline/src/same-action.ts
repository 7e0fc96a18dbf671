import { isSameSet } from './own-data.ts';
import type { EntryBody, MessageContent } from './entry.ts';
import type { AppendRequest, MessageChange, SessionChange } from './timeline-store.ts';

/** The body of a message, with nothing in it that was not asked for. */
export function messageBody({ text, replyTo, mentions, forwarded }: MessageContent): EntryBody {
  return {
    kind: 'message',
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions?.length ? { mentions } : {}),
    ...(forwarded ? { forwarded } : {}),
  };
}

/** `isSameMessage` or `isSameMessageChange`, as the request asks. */
export function isSameRequest(stored: EntryBody, request: AppendRequest): boolean {
  if ('change' in request) return isSameMessageChange(stored, request.change);
  return 'set' in request ? isSameSet(stored, request.set) : isSameMessage(stored, request);
}

/**
 * True when a stored entry is what the repeated request asked for: a retry, which gets the first result. False when
 * its client id was used for something else before, which is a fault of the sender (SPEC WR-5). What of the entry was
 * recalled, or has expired, cannot be compared any more, and is taken for the same.
 */
export function isSameMessage(stored: EntryBody, content: MessageContent): boolean {
  if (stored.kind === 'message-recalled' || stored.kind === 'message-expired') return true;
  if (stored.kind !== 'message' || stored.replyTo !== content.replyTo) return false;
  // What is passed on may have been edited since: who said it and when does not change. Where that can be read no more, a
  // retry brings no text and there is nothing to compare.
  const [a, b] = [stored.forwarded, content.forwarded];
  if (a && b && content.text === '') return true;
  if (a && b) return a.authorId === b.authorId && a.at === b.at;
  return !a && !b && stored.text === content.text;
}

/** The same for changes of a message. */
export function isSameMessageChange(stored: EntryBody, change: MessageChange): boolean {
  if (!('target' in stored) || stored.target !== change.target) return false;
  if (stored.kind === 'change-expired') return true;
  switch (change.kind) {
    case 'edit':
      return stored.kind === 'edit-recalled' || (stored.kind === 'edited' && stored.text === change.text);
    case 'recall':
      return stored.kind === 'recalled';
    case 'react':
      return stored.kind === 'reacted' && stored.emoji === change.emoji && stored.on === change.on;
    case 'pin':
      return stored.kind === 'pinned' && stored.on === change.on;
  }
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
