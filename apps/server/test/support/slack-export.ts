import { writeFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';

export type ExportParts = {
  /** Of one channel, a second apart. */
  readonly messages: number;
  readonly people?: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
};

/** Writes a Slack export with one channel, `talk`: message n says "line n", its authors take turns. */
export function writeExport(file: string, { messages, people = ['ada', 'bob', 'cy'], more = {} }: ExportParts): void {
  const users = people.map((name, at) => ({ id: `U${at + 1}`, name, real_name: name }));
  const rows = Array.from({ length: messages }, (_, at) => ({
    type: 'message',
    user: users[at % users.length]?.id,
    text: `line ${at + 1}`,
    ts: `${1_541_446_243 + at}.000001`,
  }));
  const files = {
    'users.json': users,
    'channels.json': [{ id: 'C1', name: 'talk', created: 1_541_000_000, creator: 'U2', members: ['U1', 'U2'] }],
    'talk/2018-11-05.json': rows,
    ...more,
  };
  writeFileSync(
    file,
    zipSync(Object.fromEntries(Object.entries(files).map(([name, value]) => [name, strToU8(JSON.stringify(value))]))),
  );
}
