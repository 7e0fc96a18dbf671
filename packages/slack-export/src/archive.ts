import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { ExportError } from './export-error.ts';

/** What an archive may ask of this machine. Far above real exports, far below harm. */
export type ArchiveLimits = {
  /** Files in the archive. */
  readonly files: number;
  /** One file, unpacked, in bytes: it is held in memory while it is read. */
  readonly fileBytes: number;
  /** All files together, unpacked, in bytes. */
  readonly totalBytes: number;
};

export const ARCHIVE_LIMITS: ArchiveLimits = { files: 1_000_000, fileBytes: 128 * 2 ** 20, totalBytes: 16 * 2 ** 30 };

/** An open zip archive whose index has been checked. Holds one file of it in memory at a time. */
export type Archive = {
  readonly path: string;
  /** The names of all files (no folders), in the archive's order. */
  readonly files: readonly string[];
  /** A file's text. @throws ExportError when it is missing, damaged or not UTF-8 */
  read(file: string): Promise<string>;
  close(): void;
};

/**
 * Opens a zip archive and checks its whole index: names that lead out of it, names that come twice, encryption,
 * unknown packing, and sizes that no export has.
 * @throws ExportError
 */
export async function openArchive(path: string, limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<Archive> {
  const zip = await openPromise(path, { autoClose: false, strictFileNames: false }).catch((error: unknown) => {
    throw new ExportError(path, whyNotOpened(error));
  });
  try {
    const index = await readIndex(zip, path, limits);
    return {
      path,
      files: [...index.keys()],
      read: async (file) => {
        const entry = index.get(file);
        if (!entry) throw new ExportError(path, 'is missing from the archive', { file });
        return readText(zip, path, entry);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function whyNotOpened(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder; give the zip archive itself';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this account';
  return `is not a zip archive, or only a part of one (${messageOf(error)})`;
}

async function readIndex(zip: ZipFile, path: string, limits: ArchiveLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.files) throw new ExportError(path, `has more than ${limits.files} files`);
  const index = new Map<string, Entry>();
  let packed = 0;
  let unpacked = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const file = entry.fileName;
      if (file.endsWith('/')) continue;
      if (index.has(file)) throw new ExportError(path, 'is in the archive twice', { file });
      if (entry.isEncrypted()) throw new ExportError(path, 'is encrypted; export again without a password', { file });
      if (!entry.canDecodeFileData()) throw new ExportError(path, 'is packed in a way that is not known', { file });
      if (entry.uncompressedSize > limits.fileBytes) {
        throw new ExportError(path, `is larger than ${limits.fileBytes} bytes`, { file });
      }
      packed += entry.compressedSize;
      unpacked += entry.uncompressedSize;
      // Files that share their bytes are how a small archive unpacks to terabytes.
      if (packed > zip.fileSize) throw new ExportError(path, 'overlaps other files of the archive', { file });
      if (unpacked > limits.totalBytes) throw new ExportError(path, `unpacks to more than ${limits.totalBytes} bytes`);
      index.set(file, entry);
    }
  } catch (error) {
    if (error instanceof ExportError) throw error;
    throw new ExportError(path, `has a damaged index (${messageOf(error)})`);
  }
  return index;
}

/** The declared size bounds the memory: the zip reader ends a stream that gives more, and one that gives less. */
async function readText(zip: ZipFile, path: string, entry: Entry): Promise<string> {
  const file = entry.fileName;
  const chunks: Buffer[] = [];
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      if (!Buffer.isBuffer(chunk)) continue;
      chunks.push(chunk);
      sum = crc32(chunk, sum);
    }
  } catch (error) {
    throw new ExportError(path, `is damaged or cut off (${messageOf(error)})`, { file });
  }
  if (sum !== entry.crc32) throw new ExportError(path, 'is damaged (its checksum is another)', { file });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ExportError(path, 'is not UTF-8 text', { file });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
