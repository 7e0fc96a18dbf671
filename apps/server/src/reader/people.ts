import type { EntryBody, SyncItem } from '@tidemark/timeline';

/** The ids of the people that items name: authors, and members in what happened. */
export function peopleOf(items: readonly SyncItem[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'entry') continue;
    if (item.entry.authorId) ids.add(item.entry.authorId);
    for (const id of peopleOfBody(item.entry.body)) ids.add(id);
  }
  return ids;
}

function peopleOfBody(body: EntryBody): readonly string[] {
  if (body.kind === 'session-created' || body.kind === 'members-added') return body.memberIds;
  if (body.kind === 'member-removed' || body.kind === 'member-left') return [body.memberId];
  return [];
}
