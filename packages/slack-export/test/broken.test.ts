import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../src/archive.ts';
import { ExportError } from '../src/export-error.ts';
import { openExport } from '../src/open-export.ts';
import { message, SMALL, writeZip, zipBytes, type Files } from './zip.ts';

async function failureOf(path: string, limits?: ArchiveLimits): Promise<ExportError> {
  try {
    (await openExport(path, limits)).close();
  } catch (error) {
    if (error instanceof ExportError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

const day = 'talk/2018-12-03.json';

test.each<[string, Files, { file: string | null; row?: number; says: RegExp }]>([
  ['no users', without('users.json'), { file: 'users.json', says: /is missing/ }],
  ['no channels', without('channels.json'), { file: 'channels.json', says: /is missing/ }],
  [
    'packed with its folder',
    { 'export/users.json': [], 'export/channels.json': [] },
    { file: 'users.json', says: /not at the top/ },
  ],
  ['users not JSON', { ...SMALL, 'users.json': '[{"id": "U1", secret' }, { file: 'users.json', says: /is not JSON/ }],
  ['users no list', { ...SMALL, 'users.json': { U1: {} } }, { file: 'users.json', says: /must be a list/ }],
  ['a user without name', { ...SMALL, 'users.json': [{ id: 'U1' }] }, { file: 'users.json', row: 1, says: /name/ }],
  [
    'a user twice',
    { ...SMALL, 'users.json': [...SMALL['users.json'], { id: 'U1', name: 'x' }] },
    { file: 'users.json', row: 3, says: /U1 stands there twice/ },
  ],
  [
    'a channel that leads out',
    { ...SMALL, 'channels.json': [{ id: 'C1', name: '..' }] },
    { file: 'channels.json', row: 1, says: /name of a folder/ },
  ],
  [
    'a channel name twice',
    {
      ...SMALL,
      'channels.json': [
        { id: 'C1', name: 'a' },
        { id: 'C2', name: 'a' },
      ],
    },
    { file: 'channels.json', row: 2, says: /twice/ },
  ],
  ['a day not JSON', { ...SMALL, [day]: 'nope' }, { file: day, says: /is not JSON/ }],
  ['a day not UTF-8', { ...SMALL, [day]: new Uint8Array([0x5b, 0xff, 0x5d]) }, { file: day, says: /UTF-8/ }],
  [
    'a row of another shape',
    { ...SMALL, [day]: [message('1543860243.000001', 'x'), 7] },
    { file: day, row: 2, says: /object/ },
  ],
  [
    'a message without time',
    { ...SMALL, [day]: [{ type: 'message', user: 'U1', text: 'x' }] },
    { file: day, row: 1, says: /ts/ },
  ],
  [
    'a time that is none',
    { ...SMALL, [day]: [message('yesterday', 'x')] },
    { file: day, row: 1, says: /ts: must be seconds/ },
  ],
  [
    'a time twice in a file',
    { ...SMALL, [day]: [message('1543860243.000001', 'x'), message('1543860243.000001', 'y')] },
    { file: day, row: 2, says: /1543860243.000001 stands there twice/ },
  ],
  [
    'a time twice in two files',
    { ...SMALL, [day]: [message('1541446251.000001', 'x')] },
    { file: day, row: 1, says: /twice/ },
  ],
  ['a name that leads out', { ...SMALL, '../evil.json': [] }, { file: null, says: /evil\.json/ }],
  ['an absolute name', { ...SMALL, '/etc/evil.json': [] }, { file: null, says: /evil\.json/ }],
])('%s: the error names the archive, the file and the row', async (_, files, { file, row, says }) => {
  const path = writeZip(files);
  const error = await failureOf(path);
  expect(error).toMatchObject({ archive: path, file, row: row ?? null });
  expect(error.message).toMatch(says);
  expect(error.message.startsWith(path)).toBe(true);
  expect(error.message).not.toContain('secret');
});

test('a file that is no archive, is empty, or is not there', async () => {
  expect((await failureOf(writeZip(new TextEncoder().encode('hello')))).message).toMatch(/not a zip archive/);
  expect((await failureOf(writeZip(new Uint8Array()))).message).toMatch(/not a zip archive/);
  expect((await failureOf('/nowhere/export.zip')).message).toMatch(/there is no such file/);
  expect((await failureOf('/tmp')).message).toMatch(/is a folder/);
});

test('an archive that was cut off anywhere is refused, never half read', async () => {
  const whole = zipBytes(SMALL);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      expect(await failureOf(writeZip(whole.slice(0, length)))).toBeInstanceOf(ExportError);
    }),
    { numRuns: 60 },
  );
});

test('an archive with one changed byte is read as it was, or refused with an ExportError', async () => {
  const whole = zipBytes(SMALL);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const bytes = whole.slice();
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      const path = writeZip(bytes);
      try {
        const source = await openExport(path);
        source.close();
        expect(source.channels[0]?.messageCount ?? 0).toBeLessThanOrEqual(3);
      } catch (error) {
        expect(error).toBeInstanceOf(ExportError);
      }
    }),
    { numRuns: 200 },
  );
});

test('content that does not fit its checksum is damage', async () => {
  const path = writeZip(patched(zipBytes(SMALL), 16, (view, at) => view.setUint32(at, view.getUint32(at) ^ 1)));
  expect((await failureOf(path)).message).toMatch(/checksum/);
});

test('an encrypted archive is refused by name', async () => {
  const path = writeZip(patched(zipBytes(SMALL), 8, (view, at) => view.setUint8(at, view.getUint8(at) | 1)));
  expect(await failureOf(path)).toMatchObject({ file: 'users.json', message: expect.stringMatching(/encrypted/) });
});

test('an archive that unpacks to more than its bounds is refused before it is unpacked', async () => {
  const path = writeZip({ ...SMALL, [day]: ' '.repeat(2_000_000) + '[]' });
  const limits = { ...ARCHIVE_LIMITS, fileBytes: 1_000_000 };
  expect(await failureOf(path, limits)).toMatchObject({ file: day, message: expect.stringMatching(/larger than/) });
  expect((await failureOf(path, { ...ARCHIVE_LIMITS, totalBytes: 1_000_000 })).message).toMatch(/unpacks to more/);
  expect((await failureOf(path, { ...ARCHIVE_LIMITS, files: 2 })).message).toMatch(/more than 2 files/);
});

test('a file that lies about its size is refused', async () => {
  const path = writeZip(
    patched(zipBytes({ ...SMALL, 'users.json': SMALL['users.json'] }), 24, (view, at) => view.setUint32(at, 5, true)),
  );
  expect(await failureOf(path)).toMatchObject({ file: 'users.json', message: expect.stringMatching(/damaged/) });
});

test('files that share their bytes are refused', async () => {
  const bytes = readFileSync(writeZip({ ...SMALL, [day]: 'x'.repeat(10) }));
  const path = writeZip(patched(bytes, 20, (view, at) => view.setUint32(at, bytes.length * 2, true)));
  expect((await failureOf(path)).message).toMatch(/overlaps|damaged/);
});

function without(file: keyof typeof SMALL): Files {
  const { [file]: _, ...rest } = SMALL;
  return rest;
}

/** Changes one field of the first record of the archive's central directory. */
function patched(bytes: Uint8Array, offset: number, change: (view: DataView, at: number) => void): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = Buffer.from(copy).indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  change(new DataView(copy.buffer), at + offset);
  return copy;
}
