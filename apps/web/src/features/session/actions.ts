import type { MessageRow } from './rows.ts';

/** What can be done with a message, in the order of the menu. */
export const ACTION_IDS = [
  'reply',
  'edit',
  'copy-text',
  'copy-link',
  'forward',
  'pin',
  'unpin',
  'star',
  'unstar',
  'unread',
  'select',
  'info',
  'hide',
  'recall',
] as const;

export type ActionId = (typeof ACTION_IDS)[number];

/** What someone may do in a session. */
export type Rights = { readonly member: boolean; readonly owner: boolean };

/** What can be done with a message. The server decides in the end; this is what is offered. */
export function actionsFor(row: MessageRow, { member, owner }: Rights): readonly ActionId[] {
  const stored = row.seq !== null;
  // What is left of a message that was taken back can be put out of sight.
  if (row.recalled) return stored ? ['hide'] : [];
  const own = row.state !== null;
  const can: Readonly<Record<ActionId, boolean>> = {
    reply: stored && member,
    edit: stored && member && own && row.content?.forwarded === undefined,
    'copy-text': true,
    'copy-link': stored,
    forward: stored,
    pin: stored && member && !isPinned(row),
    unpin: stored && member && isPinned(row),
    star: stored && !row.starred,
    unstar: stored && row.starred,
    unread: stored && member,
    select: stored,
    info: stored,
    hide: stored,
    recall: stored && member && (own || owner),
  };
  return ACTION_IDS.filter((id) => can[id]);
}

/** Reactions are for members, on what the server has and nobody has taken back. */
export function canReact(row: MessageRow, { member }: Rights): boolean {
  return member && row.seq !== null && !row.recalled;
}

export function isPinned(row: MessageRow): boolean {
  return row.inForce?.pin?.on === true;
}
