import { latestStay, markerOf, parseSeqId, peopleIn, range, readableFrom } from '@tidemark/timeline';
import type { Entry, Membership, SeqId, SessionView, UserProfile } from '@tidemark/timeline';
import type { PoolClient } from 'pg';
import { readProfiles } from './profiles.ts';
import { type EntryRow, toEntry } from './rows.ts';
import { readEntries } from './sql/read-entries.ts';
import { readHeads } from './sql/read-heads.ts';
import { readFrozen, readPreviews } from './sql/read-views.ts';
import { countAllUnread } from './unread.ts';
import { readSights } from './visibility.ts';

/** A session in a user's latest stay; one that has ended is frozen at its last SeqId. */
type Listed = {
  readonly sessionId: string;
  readonly stay: Membership;
  readonly from: SeqId;
  readonly head: SeqId;
  readonly readSeq: SeqId;
};

/** A session of a user's list, and how far they have read it. */
export type MarkerRow = { readonly session_id: string; readonly read_seq: string };

/**
 * Sessions as a user may see them, in the order in which they are asked for: a fixed number of statements, however many
 * they are. Runs on one snapshot of the database.
 */
export async function readViews(
  client: PoolClient,
  userId: string,
  page: readonly MarkerRow[],
): Promise<readonly SessionView[]> {
  if (page.length === 0) return [];
  const ids = page.map((row) => row.session_id);
  const sights = await readSights(client, userId, ids);
  const listed = page.flatMap((row): readonly Listed[] => {
    const sight = sights.get(row.session_id);
    const stay = sight && latestStay(sight.stays);
    if (!sight || !stay) return [];
    const head = stay.untilSeq ?? sight.head;
    const readSeq = markerOf(parseSeqId(row.read_seq), stay, sight.floor);
    return [{ sessionId: row.session_id, stay, from: readableFrom(stay, sight.floor), head, readSeq }];
  });
  const facts = new Map((await readHeads.run(client, [ids])).map((row) => [row.session_id, row]));
  // Nobody says anything in a private session: there is nothing to look for, in however many entries.
  const isChat = (sessionId: string) => facts.get(sessionId)?.kind !== 'private';
  const [frozen, previews, firsts, unread] = [
    await readFrozenFacts(client, listed),
    await readLatest(client, listed, isChat),
    await readDirectMembers(
      client,
      ids.filter((id) => facts.get(id)?.kind === 'direct'),
    ),
    await countAllUnread(
      client,
      userId,
      listed.map(({ sessionId, readSeq, from, head }) => {
        const visible = isChat(sessionId) ? range(from, head) : null;
        return { sessionId, readSeq, atSeq: head, visible: visible ? [visible] : [] };
      }),
    ),
  ];
  return listed.flatMap(({ sessionId, stay, from, head, readSeq }, index) => {
    const session = facts.get(sessionId);
    if (!session) return [];
    const { title, memberCount } = frozen.get(sessionId) ?? { title: session.title, memberCount: session.member_count };
    const latest = previews.get(sessionId);
    return {
      sessionId,
      sessionKind: session.kind,
      title,
      memberIds: firsts.get(sessionId) ?? [],
      memberCount,
      visibleFrom: from,
      visibleUntil: stay.untilSeq,
      head,
      readSeq,
      unread: unread[index] ?? 0,
      lastMessage: latest?.message ?? null,
      lastEdit: latest?.edit ?? null,
      lastAt: latest?.at ?? 0,
      mode: stay.untilSeq === null ? session.mode : 'push',
    };
  });
}

/** The profiles of everyone whom a session list shows. */
export function readPeopleOf(client: PoolClient, views: readonly SessionView[]): Promise<readonly UserProfile[]> {
  const people = new Set(views.flatMap((view) => view.memberIds));
  for (const userId of peopleIn(views.flatMap((view) => view.lastMessage ?? []))) people.add(userId);
  return readProfiles(client, people);
}

/** Title and member count as they were at the end of stays that have ended. */
async function readFrozenFacts(client: PoolClient, listed: readonly Listed[]) {
  const ended = listed.filter(({ stay }) => stay.untilSeq !== null);
  if (ended.length === 0) return new Map<string, { title: string | null; memberCount: number }>();
  const rows = await readFrozen.run(client, [ended.map(({ sessionId }) => sessionId), ended.map(({ head }) => head)]);
  return new Map(rows.map((row) => [row.session_id, { title: row.title, memberCount: Number(row.member_count) }]));
}

async function readLatest(
  client: PoolClient,
  listed: readonly Listed[],
  isChat: (sessionId: string) => boolean,
): Promise<ReadonlyMap<string, { readonly at: number; readonly message: Entry | null; readonly edit: Entry | null }>> {
  const rows = await readPreviews.run(client, [
    listed.map(({ sessionId }) => sessionId),
    listed.map(({ sessionId, from, head }) => (isChat(sessionId) ? from : head + 1)),
    listed.map(({ head }) => head),
  ]);
  return new Map(
    rows.map((row) => {
      const { session_id, seq, edit_seq } = row;
      const message = seq === null ? null : toEntry({ ...row, seq });
      const edit = edit_seq === null ? null : toEntry(editRow(row, edit_seq));
      return [session_id, { at: row.last_at.getTime(), message, edit }];
    }),
  );
}

type PreviewRow = Awaited<ReturnType<typeof readPreviews.run>>[number];

function editRow(row: PreviewRow, seq: string): EntryRow {
  const { session_id, edit_author_id, edit_client_id, edit_created_at, edit_body } = row;
  const named = { author_id: edit_author_id, client_id: edit_client_id, created_at: edit_created_at, body: edit_body };
  return { session_id, seq, kind: 'edited', ...named };
}

/** Both members of direct sessions, which never change: their first entry names them. */
async function readDirectMembers(
  client: PoolClient,
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (sessionIds.length === 0) return new Map();
  const rows = await readEntries.run(client, [sessionIds, sessionIds.map(() => 1)]);
  return new Map(
    rows.map(toEntry).map(({ sessionId, body }) => [sessionId, 'memberIds' in body ? body.memberIds : []]),
  );
}
