import { clipRanges } from '@tidemark/timeline';
import type { RangeSet, SeqId } from '@tidemark/timeline';
import { countUnread } from './sql/count-unread.ts';
import type { Queryable } from './statement.ts';

export type UnreadQuestion = {
  readonly sessionId: string;
  readonly readSeq: SeqId;
  readonly atSeq: SeqId;
  readonly visible: RangeSet;
};

/** Answers many questions of one user in one statement: visible messages of others in (readSeq, atSeq]. */
export async function countAllUnread(
  on: Queryable,
  userId: string,
  questions: readonly UnreadQuestion[],
): Promise<readonly number[]> {
  const pieces = questions.flatMap(({ sessionId, readSeq, atSeq, visible }, index) =>
    readSeq >= atSeq
      ? []
      : clipRanges(visible, { from: readSeq + 1, to: atSeq }).map((part) => ({ index, sessionId, atSeq, ...part })),
  );
  const counts = questions.map(() => 0);
  if (pieces.length === 0) return counts;
  const rows = await countUnread.run(on, [
    pieces.map((piece) => piece.sessionId),
    pieces.map((piece) => piece.from),
    pieces.map((piece) => piece.to),
    userId,
    pieces.map((piece) => piece.atSeq),
  ]);
  for (const row of rows) {
    const index = pieces[Number(row.place) - 1]?.index;
    if (index !== undefined) counts[index] = (counts[index] ?? 0) + Number(row.unread);
  }
  return counts;
}
