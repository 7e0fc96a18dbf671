import type { Archive } from './archive.ts';
import { ExportError } from './export-error.ts';
import { readRows } from './read-rows.ts';
import { messageRow, microsOf, type ExportedMessage } from './rows.ts';

/** A day file and the times it spans, in microseconds; null for an empty one. */
type Day = { readonly file: string; readonly span: { readonly first: number; readonly last: number } | null };

/** What validation finds in a channel's folder. */
export type ChannelScan = {
  readonly messageCount: number;
  /** Every author in the order of their first message, with the name that the messages give them, if any. */
  readonly authors: ReadonlyMap<string, string | null>;
  /** The time of the first message in ms since 1970, null when there is none. */
  readonly firstAt: number | null;
  /** Day files in groups: all of one group lies before all of the next. Usually one file each. */
  readonly groups: readonly (readonly string[])[];
};

const DAY = /^\d{4}-\d{2}-\d{2}\.json$/;

/**
 * Reads every message of a channel once, to find whatever is wrong before anything is used.
 * @throws ExportError
 */
export async function scanChannel(archive: Archive, folder: string, files: readonly string[]): Promise<ChannelScan> {
  const authors = new Map<string, string | null>();
  const days: Day[] = [];
  let messageCount = 0;
  for (const file of files.filter((name) => DAY.test(name.slice(folder.length + 1))).toSorted()) {
    const messages = await readDays(archive, [file]);
    messageCount += messages.length;
    for (const { authorId, authorName } of messages) {
      if ((authors.get(authorId) ?? null) === null) authors.set(authorId, authorName);
    }
    const [first, last] = [messages.at(0), messages.at(-1)];
    days.push({ file, span: first && last ? { first: microsOf(first.ts), last: microsOf(last.ts) } : null });
  }
  const groups = groupDays(days);
  // Two files with one message between them span the same time, so they are in one group.
  for (const group of groups) if (group.length > 1) await readDays(archive, group);
  const firstMicros = days.reduce<number>((least, { span }) => Math.min(least, span?.first ?? Infinity), Infinity);
  return { messageCount, authors, groups, firstAt: messageCount ? Math.floor(firstMicros / 1000) : null };
}

/** The messages of a group of day files, in order of time. @throws ExportError, also when a `ts` comes twice */
export async function readDays(archive: Archive, files: readonly string[]): Promise<readonly ExportedMessage[]> {
  const seen = new Set<string>();
  const all: ExportedMessage[] = [];
  for (const file of files) {
    const rows = await readRows(archive, file, messageRow);
    for (const [at, message] of rows.entries()) {
      if (seen.has(message.ts)) {
        throw new ExportError(archive.path, `ts: ${message.ts} stands there twice`, { file, row: at + 1 });
      }
      seen.add(message.ts);
      all.push(message);
    }
  }
  return all.sort((a, b) => microsOf(a.ts) - microsOf(b.ts));
}

/** Files whose times overlap must be read together to give their messages in order. */
function groupDays(days: readonly Day[]): readonly (readonly string[])[] {
  const spans = days.flatMap(({ file, span }) => (span ? [{ file, ...span }] : [])).sort((a, b) => a.first - b.first);
  const groups: { last: number; files: string[] }[] = [];
  for (const { file, first, last } of spans) {
    const open = groups.at(-1);
    if (open && first <= open.last) {
      open.files.push(file);
      open.last = Math.max(open.last, last);
    } else groups.push({ last, files: [file] });
  }
  return groups.map(({ files }) => files);
}
