/** Why an archive cannot be read: says which archive, which file inside, and which row where one is to blame. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  /** The archive's path as it was given. */
  readonly archive: string;
  /** The file inside the archive, null when the archive itself is at fault. */
  readonly file: string | null;
  /** The row inside the file, from 1; null when the whole file is at fault. */
  readonly row: number | null;

  constructor(archive: string, what: string, where: { readonly file?: string; readonly row?: number } = {}) {
    const place = [archive, where.file, where.row === undefined ? undefined : `row ${where.row}`];
    super(`${place.filter((part) => part !== undefined).join(': ')}: ${what}`);
    this.archive = archive;
    this.file = where.file ?? null;
    this.row = where.row ?? null;
  }
}
