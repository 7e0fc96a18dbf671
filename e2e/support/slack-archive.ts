import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { ROOT } from './root.ts';

const FIRST_DAY = Date.UTC(2018, 10, 5);
const DAY_MS = 86_400_000;
const PER_DAY = 150;

/** Writes a Slack export of one channel: so many messages, `entry 1` the oldest, by five people, over many days. */
export function writeSlackArchive(file: string, channel: string, count: number): void {
  const members = ['U1', 'U2', 'U3', 'U4', 'U5'];
  const days = new Map<string, object[]>();
  for (let index = 0; index < count; index += 1) {
    const at = FIRST_DAY + Math.floor(index / PER_DAY) * DAY_MS + (index % PER_DAY) * 60_000;
    const day = new Date(at).toISOString().slice(0, 10);
    const messages = days.get(day) ?? [];
    messages.push({
      type: 'message',
      user: members[index % members.length],
      ts: `${at / 1000}.${String(index).padStart(6, '0')}`,
      text: `entry ${index + 1}`,
    });
    days.set(day, messages);
  }
  const files: Record<string, unknown> = {
    'users.json': members.map((id) => ({ id, name: `past-${id.toLowerCase()}`, real_name: `Past ${id}` })),
    'channels.json': [{ id: 'C1', name: channel, created: FIRST_DAY / 1000, creator: 'U1', members }],
  };
  for (const [day, messages] of days) files[`${channel}/${day}.json`] = messages;
  const encoded = Object.entries(files).map(([name, value]) => [name, strToU8(JSON.stringify(value))]);
  writeFileSync(file, zipSync(Object.fromEntries(encoded)));
}

/** Where an archive of seven years of a real chat lies, or null where there is none. TIDEMARK_SLACK_EXPORT names another place. */
export function realArchive(): string | null {
  const file =
    process.env['TIDEMARK_SLACK_EXPORT'] ?? path.resolve(ROOT, '../shared/data/project-chat-slack-export.zip');
  return existsSync(file) ? file : null;
}

export type ArchivedMessage = {
  /** The UTC day on which it was said, as YYYY-MM-DD. */
  readonly day: string;
  /** As it stands in the archive, with its markup. */
  readonly text: string;
};

/** Reads the messages of a channel by nothing but the files' own format, in order. */
export function readSlackArchive(file: string, channel: string): readonly ArchivedMessage[] {
  const files = Object.entries(unzipSync(readFileSync(file)));
  return files
    .filter(([name]) => name.startsWith(`${channel}/`) && name.endsWith('.json'))
    .flatMap(([, bytes]) => JSON.parse(strFromU8(bytes)) as { readonly ts: string; readonly text: string }[])
    .toSorted((a, b) => Number(a.ts) - Number(b.ts))
    .map(({ ts, text }) => ({ day: new Date(Number(ts) * 1_000).toISOString().slice(0, 10), text }));
}
