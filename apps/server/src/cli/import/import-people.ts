import { NOBODY, type Names, type ScannedChannel, type SlackExport } from '@tidemark/slack-export';
import type { ImportIds } from './import-ids.ts';
import type { Placeholder } from './placeholders.ts';

/** Everyone the export speaks of: its users, and authors and members that it does not list. */
export function peopleOf(source: SlackExport, ids: ImportIds): readonly Placeholder[] {
  const people = new Map<string, Placeholder>();
  const add = (slackId: string, name: string, displayName: string) => {
    if (!people.has(slackId)) people.set(slackId, { userId: ids.user(slackId), name, displayName });
  };
  for (const { id, name, displayName } of source.users) add(id, name, displayName);
  for (const channel of source.channels) {
    for (const [id, name] of channel.authors) {
      const known = name ?? (id === NOBODY ? 'Unknown' : id);
      add(id, known, known);
    }
    for (const id of channel.memberIds) add(id, id, id);
  }
  return [...people.values()];
}

/** The members of a channel's session by Slack id, its owner first; empty when nobody was ever in it. */
export function membersOf(channel: ScannedChannel): readonly string[] {
  const members = new Set([...channel.memberIds, ...channel.authors.keys()]);
  const [first] = members;
  if (first === undefined) return [];
  const owner = channel.creatorId !== null && members.has(channel.creatorId) ? channel.creatorId : first;
  return [owner, ...[...members].filter((id) => id !== owner)];
}

/** What mentions show. */
export function namesOf(source: SlackExport): Names {
  const users = new Map<string, string>();
  for (const { authors } of source.channels) for (const [id, name] of authors) if (name !== null) users.set(id, name);
  for (const { id, displayName } of source.users) users.set(id, displayName);
  const channels = new Map(source.channels.map(({ id, name }) => [id, name]));
  return { user: (id) => users.get(id) ?? null, channel: (id) => channels.get(id) ?? null };
}
