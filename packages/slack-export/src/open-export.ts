import { openArchive, type ArchiveLimits } from './archive.ts';
import { readDays, scanChannel, type ChannelScan } from './days.ts';
import { ExportError } from './export-error.ts';
import { readRows } from './read-rows.ts';
import { channelRow, userRow, type ExportedChannel, type ExportedMessage, type ExportedUser } from './rows.ts';

/** A channel and what was found in its folder. */
export type ScannedChannel = ExportedChannel & Omit<ChannelScan, 'groups'>;

/** A Slack export that was read from end to end once and found whole. */
export type SlackExport = {
  /** The same for every export of one workspace, so that a later one goes on where an earlier one ended. */
  readonly identity: string;
  readonly users: readonly ExportedUser[];
  readonly channels: readonly ScannedChannel[];
  /** Folders with messages that channels.json does not name: they are left out. */
  readonly ignoredFolders: readonly string[];
  /** The messages of a channel in order of time; one day file in memory at a time. @throws ExportError */
  messages(channel: ExportedChannel): AsyncIterable<ExportedMessage>;
  close(): void;
};

/**
 * Opens a Slack export and validates all of it: index, users, channels and every message. Nothing needs to be undone
 * when this fails, since nothing has been handed out yet.
 * @throws ExportError naming the archive, the file inside and the row
 */
export async function openExport(path: string, limits?: ArchiveLimits): Promise<SlackExport> {
  const archive = await openArchive(path, limits);
  try {
    for (const file of ['users.json', 'channels.json']) {
      if (archive.files.includes(file)) continue;
      const hint = archive.files.some((name) => name.endsWith(`/${file}`))
        ? 'is not at the top of the archive: pack the content of the export folder, not the folder'
        : 'is missing: this is not a Slack export, or only a part of one';
      throw new ExportError(path, hint, { file });
    }
    const users = unique(path, 'users.json', await readRows(archive, 'users.json', userRow), 'id');
    const listed = await readRows(archive, 'channels.json', channelRow);
    unique(path, 'channels.json', unique(path, 'channels.json', listed, 'id'), 'name');

    const folders = byFolder(archive.files);
    const scans = new Map<string, ChannelScan>();
    for (const { id, name } of listed) scans.set(id, await scanChannel(archive, name, folders.get(name) ?? []));

    const names = new Set(listed.map(({ name }) => name));
    return {
      identity: identityOf(users, listed),
      users,
      channels: listed.map((channel) => {
        const { groups: _, ...scan } = scans.get(channel.id) ?? NOTHING;
        return { ...channel, ...scan };
      }),
      ignoredFolders: [...folders.keys()].filter((name) => !names.has(name) && name !== '__MACOSX'),
      messages: async function* (channel) {
        for (const group of scans.get(channel.id)?.groups ?? []) yield* await readDays(archive, group);
      },
      close: () => archive.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

const NOTHING: ChannelScan = { messageCount: 0, authors: new Map(), firstAt: null, groups: [] };

function byFolder(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const slash = file.indexOf('/');
    if (slash < 0) continue;
    const folder = file.slice(0, slash);
    const known = folders.get(folder);
    if (known) known.push(file);
    else folders.set(folder, [file]);
  }
  return folders;
}

function unique<Row extends object>(path: string, file: string, rows: readonly Row[], key: keyof Row & string) {
  const seen = new Set<unknown>();
  for (const [at, row] of rows.entries()) {
    if (seen.has(row[key])) {
      throw new ExportError(path, `${key}: ${String(row[key])} stands there twice`, { file, row: at + 1 });
    }
    seen.add(row[key]);
  }
  return rows;
}

/** The workspace's own id where the export tells it; else its first channel, which every export has. */
function identityOf(users: readonly ExportedUser[], channels: readonly ExportedChannel[]): string {
  const team = users.find(({ teamId }) => teamId !== null)?.teamId;
  if (team) return `team ${team}`;
  const first = channels.toSorted(
    (a, b) => (a.createdAt ?? Infinity) - (b.createdAt ?? Infinity) || (a.id < b.id ? -1 : 1),
  )[0];
  return first ? `channel ${first.id} ${first.createdAt ?? ''}` : 'empty';
}
