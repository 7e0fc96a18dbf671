import type { MessageRow } from './rows.ts';

/** What can be done with a message. */
export type ActionId = 'reply' | 'edit' | 'copy-text' | 'forward' | 'pin' | 'unpin' | 'info' | 'recall';

/** What someone may do in a session. */
export type Rights = { readonly member: boolean; readonly owner: boolean };

/** What can be done with a message, in the order of the menu. The server decides in the end; this is what is offered. */
export function actionsFor(row: MessageRow, { member, owner }: Rights): readonly ActionId[] {
  if (row.recalled) return [];
  const stored = row.seq !== null;
  const own = row.state !== null;
  const can: Readonly<Record<ActionId, boolean>> = {
    reply: stored && member,
    edit: stored && member && own && row.content?.forwarded === undefined,
    'copy-text': true,
    forward: stored,
    pin: stored && member && !isPinned(row),
    unpin: stored && member && isPinned(row),
    info: stored,
    recall: stored && member && (own || owner),
  };
  return (Object.keys(can) as ActionId[]).filter((id) => can[id]);
}

/** Reactions are for members, on what the server has and nobody has taken back. */
export function canReact(row: MessageRow, { member }: Rights): boolean {
  return member && row.seq !== null && !row.recalled;
}

export function isPinned(row: MessageRow): boolean {
  return row.inForce?.pin?.on === true;
}
