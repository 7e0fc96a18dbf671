import type { Database } from './database.ts';

/** What a list of chats says of what is unread: its badges by the names of the chats, and the tab's title. */
export type Counts = {
  readonly title: number;
  readonly rows: Readonly<Record<string, Badge>>;
};

/** `dot`: marked as unread, and there is nothing to count. */
export type Badge = { readonly unread: number; readonly dot: boolean; readonly muted: boolean };

/**
 * What the server's rows imply that every device of a user shows, made of them alone: messages of others that are not
 * recalled, after what the user has read or from where they have marked as unread, without those that they have deleted
 * for themself; in the title the same without the muted chats.
 * @param sessions the names of the chats, by id
 */
export async function unreadTruth(
  database: Database,
  userId: string,
  sessions: ReadonlyMap<string, string>,
): Promise<Counts> {
  const own = await database.ownValues(userId);
  const rows: Record<string, Badge> = {};
  let title = 0;
  for (const [sessionId, name] of sessions) {
    const read = await database.readSeq(userId, sessionId);
    const value = own.get(`unread:${sessionId}`);
    // "from read count": from a message on, by who had read so far; anything else marks the chat as a whole.
    const [from = NaN, upTo = NaN] = (value ?? '').split(' ').map(Number);
    const marked = value !== undefined && (Number.isNaN(upTo) || read <= upTo);
    const after = marked && !Number.isNaN(upTo) ? Math.min(read, from - 1) : read;
    const gone = [...own.keys()].flatMap((key) => {
      const [, first, last] = new RegExp(`^hide:${sessionId}:(\\d+)-(\\d+)`).exec(key) ?? [];
      return first === undefined ? [] : [[Number(first), Number(last)] as const];
    });
    const unread = (await database.entries(sessionId)).filter(
      ({ seq, kind, authorId }) =>
        kind === 'message' && authorId !== userId && seq > after && !gone.some(([a, b]) => a <= seq && seq <= b),
    ).length;
    const muted = own.has(`mute:${sessionId}`);
    rows[name] = { unread, dot: marked && unread === 0, muted };
    if (!muted) title += unread;
  }
  return { title, rows };
}
