import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { onTestFinished } from 'vitest';

export type Files = Readonly<Record<string, unknown>>;

/** The smallest whole export: two people, one channel, two days. */
export const SMALL = {
  'users.json': [
    { id: 'U1', name: 'ada', profile: { display_name: 'Ada' } },
    { id: 'U2', name: 'bo', real_name: 'Bo Berg' },
  ],
  'channels.json': [{ id: 'C1', name: 'talk', created: 1_541_000_000, creator: 'U1', members: ['U1', 'U2'] }],
  'talk/2018-11-05.json': [message('1541446243.000001', 'one'), message('1541446251.000001', 'two', 'U2')],
  'talk/2018-12-03.json': [message('1543860243.000001', 'three')],
} satisfies Files;

export function message(ts: string, text: string, user = 'U1'): Record<string, unknown> {
  return { type: 'message', user, text, ts };
}

/** The bytes of an archive; a value that is not text becomes JSON. */
export function zipBytes(files: Files): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? value : strToU8(typeof value === 'string' ? value : JSON.stringify(value)),
      ]),
    ),
  );
}

/** Writes an archive into a folder that goes when the test ends. */
export function writeZip(content: Files | Uint8Array): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tidemark-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'export.zip');
  writeFileSync(file, content instanceof Uint8Array ? content : zipBytes(content));
  return file;
}
