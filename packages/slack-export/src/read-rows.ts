import type { z } from 'zod';
import type { Archive } from './archive.ts';
import { ExportError } from './export-error.ts';

/**
 * Reads one JSON file of the archive: a list with rows of one shape.
 * @throws ExportError naming the file, and the row at fault
 */
export async function readRows<Row extends z.ZodType>(
  archive: Archive,
  file: string,
  row: Row,
): Promise<readonly z.output<Row>[]> {
  const list = parseJson(archive, file, await archive.read(file));
  if (!Array.isArray(list)) throw new ExportError(archive.path, 'must be a list', { file });
  return list.map((value: unknown, at) => {
    const parsed = row.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    const what = issue?.message ?? 'has another shape';
    throw new ExportError(archive.path, field ? `${field}: ${what}` : what, { file, row: at + 1 });
  });
}

function parseJson(archive: Archive, file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes what it read: say where, not what.
    const position =
      error instanceof Error ? /position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)?.[0] : null;
    throw new ExportError(archive.path, `is not JSON${position ? ` (at ${position})` : ''}`, { file });
  }
}
