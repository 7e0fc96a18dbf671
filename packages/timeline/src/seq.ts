/**
 * SeqIds: the position of an entry in its timeline. Dense: 1, 2, 3 …; 0 means "before the first entry".
 *
 * They travel as JSON numbers, so they must stay exact: everything up to 2^53 - 1 is, and anything beyond is refused
 * at every boundary rather than rounded (SPEC TL-1).
 */
export type SeqId = number;

/** The highest SeqId that a JSON number carries exactly (2^53 - 1). */
export const MAX_SEQ: SeqId = Number.MAX_SAFE_INTEGER;

/** True for 0 (before the first entry) and for every exact positive SeqId. */
export function isSeqId(value: unknown): value is SeqId {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Thrown when a number cannot be a SeqId: negative, fractional, or past 2^53 - 1. */
export class SeqIdError extends RangeError {
  override readonly name = 'SeqIdError';
}

/**
 * Reads a SeqId from what a database driver or a text field gives (number, bigint or decimal text).
 * @throws SeqIdError when the value is not an exact SeqId; it is never rounded.
 */
export function parseSeqId(value: unknown): SeqId {
  if (typeof value === 'bigint') {
    if (value < 0n || value > BigInt(MAX_SEQ)) throw new SeqIdError(`not an exact SeqId: ${value}`);
    return Number(value);
  }
  if (typeof value === 'string') {
    if (!/^\d{1,16}$/.test(value)) throw new SeqIdError(`not a SeqId: ${JSON.stringify(value.slice(0, 40))}`);
    return parseSeqId(BigInt(value));
  }
  if (!isSeqId(value)) throw new SeqIdError(`not an exact SeqId: ${String(value)}`);
  return value;
}
