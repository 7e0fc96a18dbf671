import type { Entry, EntryBody } from './entry.ts';
import type { MessageChange, RefusedReason } from './timeline-store.ts';

/** How often a message is edited at most: all versions of it stay, and come with it wherever it is read. */
export const MAX_EDITS = 100;

/** What decides whether someone may change a message. */
export type ChangeFacts = {
  readonly authorId: string;
  /** The entry that the change names, as stored; undefined when there is none. */
  readonly target: Entry | undefined;
  /** True when the author of the change may see it. */
  readonly isVisible: boolean;
  /** True when the author of the change owns the group. */
  readonly isOwner: boolean;
  /** How often the message was edited so far. */
  readonly edits: number;
};

/** The body of the entry that a change becomes, or why it is refused (SPEC CH-3, CH-9). Pure: the same in every store. */
export function decideChange(change: MessageChange, facts: ChangeFacts): EntryBody | RefusedReason {
  const { authorId, target, isVisible, isOwner, edits } = facts;
  if (target === undefined || !isVisible) return 'target-unknown';
  if (change.targetClientId !== undefined && change.targetClientId !== target.clientId) return 'target-unknown';
  if (target.body.kind === 'message-recalled') return 'target-recalled';
  if (target.body.kind !== 'message') return 'target-unknown';
  const isOwn = target.authorId === authorId;
  const { target: seq } = change;
  switch (change.kind) {
    case 'edit': {
      if (!isOwn) return 'not-allowed';
      if (edits >= MAX_EDITS) return 'too-many-changes';
      const { text, mentions } = change;
      return { kind: 'edited', target: seq, text, ...(mentions?.length ? { mentions } : {}) };
    }
    case 'recall':
      return isOwn || isOwner ? { kind: 'recalled', target: seq, targetAuthorId: target.authorId } : 'not-allowed';
    case 'react':
      return { kind: 'reacted', target: seq, emoji: change.emoji, on: change.on };
    case 'pin':
      return { kind: 'pinned', target: seq, on: change.on };
  }
}
