import { lastVisible, parseSeqId, readableStays, visibleRanges } from '@tidemark/timeline';
import type { Membership, Range, RangeSet, SeqId } from '@tidemark/timeline';
import { toStay } from './rows.ts';
import { readHeads } from './sql/read-heads.ts';
import { readStays } from './sql/read-stays.ts';
import type { Queryable } from './statement.ts';

/** What one user may see of one session, as of one head. */
export type Sight = {
  readonly head: SeqId;
  /** The lowest SeqId of the session that can still be read. */
  readonly floor: SeqId;
  /** The newest SeqId that the user may read, or might if it had not expired. */
  readonly last: SeqId;
  readonly stays: readonly Membership[];
  readonly visible: RangeSet;
  /** The same, one range to a stay: what is told of changes of messages depends on it (SPEC CH-10). */
  readonly readable: readonly Range[];
};

/** What a user may see of sessions; those they were never a member of are missing. Heads first, then stays. */
export async function readSights(
  on: Queryable,
  userId: string,
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, Sight>> {
  const heads = new Map((await readHeads.run(on, [sessionIds])).map((row) => [row.session_id, row]));
  const stays = new Map<string, Membership[]>();
  for (const row of await readStays.run(on, [sessionIds, sessionIds.map(() => userId)])) {
    const list = stays.get(row.session_id);
    if (list) list.push(toStay(row));
    else stays.set(row.session_id, [toStay(row)]);
  }
  return new Map(
    [...stays].flatMap(([sessionId, own]) => {
      const session = heads.get(sessionId);
      if (!session) return [];
      const [head, floor] = [parseSeqId(session.head_seq), parseSeqId(session.floor_seq)];
      const last = lastVisible(own, head) ?? 0;
      const [visible, readable] = [visibleRanges(own, head, floor), readableStays(own, head, floor)];
      return [[sessionId, { head, floor, last, stays: own, visible, readable }]];
    }),
  );
}

/** The floor as a read marker tells it: left out where nothing has expired (SPEC RT-13). */
export function floorOf(sight: Sight | undefined): { readonly floor?: SeqId } {
  return sight && sight.floor > 1 ? { floor: sight.floor } : {};
}
