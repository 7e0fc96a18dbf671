import { writeFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';

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
