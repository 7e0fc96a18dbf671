import { asRead, clipRanges, entryHash, parseSeqId, toDigest } from '@tidemark/timeline';
import type { Digests, DigestsRequest, Range, RangeDigest, Refused } from '@tidemark/timeline';
import type { Pool } from 'pg';
import { only, refused } from './outcomes.ts';
import { toEntry } from './rows.ts';
import { readEpoch } from './sql/epoch.ts';
import { readUndigested, sumDigests } from './sql/read-digests.ts';
import { readSights } from './visibility.ts';

/** Rows without a digest read at a time. */
const READ_AT_ONCE = 1_000;

type Sum = { count: number; sum: bigint };

/** The digests of what a user may see of stretches of a session. What is committed never changes, so no snapshot. */
export async function digests(pool: Pool, request: DigestsRequest): Promise<Digests | Refused> {
  const { userId, sessionId } = request;
  const { epoch } = only(await readEpoch.run(pool, []), 'epoch');
  const sight = (await readSights(pool, userId, [sessionId])).get(sessionId);
  if (!sight) return refused('session-unknown');
  const { visible, readable } = sight;
  const parts = request.ranges.map((range) => clipRanges(visible, range));
  const sums = await sumsOf(pool, sessionId, parts.flat(), readable);
  let next = 0;
  const ranges = request.ranges.map(({ from, to }, index): RangeDigest => {
    const own = sums.slice(next, (next += parts[index]?.length ?? 0));
    const count = own.reduce((all, part) => all + part.count, 0);
    return { from, to, count, digest: toDigest(own.reduce((all, part) => all + part.sum, 0n)) };
  });
  return { epoch, ranges };
}

async function sumsOf(
  pool: Pool,
  sessionId: string,
  parts: readonly Range[],
  readable: readonly Range[],
): Promise<readonly Sum[]> {
  if (parts.length === 0) return [];
  const rows = await sumDigests.run(pool, [sessionId, ...endsOf(parts), ...endsOf(readable)]);
  const sums = rows.map((row): Sum => ({ count: Number(row.entries), sum: BigInt(row.sum) }));
  for (const [index, row] of rows.entries()) {
    const [sum, part] = [sums[index], parts[index]];
    if (sum && part && row.digested !== row.entries) sum.sum += await sumUndigested(pool, sessionId, part, readable);
  }
  return sums;
}

const endsOf = (ranges: readonly Range[]) => [ranges.map(({ from }) => from), ranges.map(({ to }) => to)] as const;

/**
 * The sum over rows whose digest is not there, or not of what this reader is told of them (SPEC CH-10): hashed here, page
 * by page.
 */
async function sumUndigested(
  pool: Pool,
  sessionId: string,
  { from, to }: Range,
  readable: readonly Range[],
): Promise<bigint> {
  let sum = 0n;
  for (let next = from; ;) {
    const rows = await readUndigested.run(pool, [sessionId, next, to, READ_AT_ONCE, ...endsOf(readable)]);
    for (const row of rows) sum += entryHash(asRead(toEntry(row), readable));
    const last = rows.at(-1);
    if (!last || rows.length < READ_AT_ONCE) return sum;
    next = parseSeqId(last.seq) + 1;
  }
}
