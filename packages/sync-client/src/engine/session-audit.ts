import { type AnswerOf, type ClientEvent, LIMITS, type RequestOf } from '@tidemark/protocol';
import {
  type DeviceStore,
  type Range,
  type RangeDigest,
  type RangeSet,
  type Repair,
  beginSearch,
  narrowed,
  nextRanges,
  orphanQuestions,
} from '@tidemark/timeline';

/** What the audit of a session needs. Both throw when it is to stop, whatever the reason. */
export type SessionAuditContext = {
  readonly store: Pick<DeviceStore, 'digests' | 'repair' | 'orphans' | 'settleOrphans'>;
  /** The life of the numbering that the device's SeqIds belong to. */
  readonly epoch: string;
  readonly ask: <E extends ClientEvent>(event: E, payload: RequestOf<E>) => Promise<AnswerOf<E>>;
  /** The number under which this tab writes. */
  readonly fence: () => number;
};

/** What an audit of a session came to, in entries: those put right, and own ones that the server does not have. */
export type SessionFindings = { readonly changed: number; readonly lost: number };

/** The answer is not about what was asked: another life of the numbering, or another session. */
class AuditMismatch extends Error {
  override readonly name = 'AuditMismatch';
}

/**
 * Compares ranges of a session with the server's by their digests, narrows down what differs, and puts it right from
 * the server's pages (SPEC AU-4, AU-5).
 */
export async function auditSession(
  context: SessionAuditContext,
  sessionId: string,
  ranges: RangeSet,
): Promise<SessionFindings> {
  let search = beginSearch(ranges);
  for (let asked = nextRanges(search); asked.length > 0; asked = nextRanges(search)) {
    search = narrowed(search, await differing(context, sessionId, asked));
  }
  let [changed, orphans] = [0, 0];
  for (const stretch of search.found) {
    const repair = await repairStretch(context, sessionId, stretch);
    changed += repair.changed;
    orphans += repair.orphans;
  }
  return { changed, lost: orphans === 0 ? 0 : await askForOrphans(context, sessionId) };
}

/** Asks for own messages that were not where the device had them. What the server has nowhere is lost (SPEC AU-6). */
async function askForOrphans(
  { store, ask, fence }: SessionAuditContext,
  sessionId: string,
): Promise<SessionFindings['lost']> {
  const orphans = (await store.orphans()).filter((orphan) => orphan.sessionId === sessionId);
  let lost = 0;
  for (const { clientIds } of orphanQuestions(orphans, LIMITS.finds)) {
    const { stored } = await ask('message:find', { sessionId, clientIds: [...clientIds] });
    const gone = clientIds.filter((clientId) => !stored.includes(clientId));
    await store.settleOrphans(fence(), { stored, lost: gone });
    lost += gone.length;
  }
  return lost;
}

async function differing(
  { store, epoch, ask }: SessionAuditContext,
  sessionId: string,
  ranges: readonly Range[],
): Promise<readonly Range[]> {
  const answer = await ask('audit:session', { sessionId, ranges: [...ranges] });
  if (answer.epoch !== epoch) throw new AuditMismatch('the numbering began anew');
  const ours = await store.digests(sessionId, ranges);
  return ranges.filter((_, index) => !isSame(ours[index], answer.ranges[index]));
}

function isSame(ours: RangeDigest | undefined, theirs: RangeDigest | undefined): boolean {
  return ours !== undefined && ours.digest === theirs?.digest && ours.count === theirs.count;
}

async function repairStretch(
  { store, epoch, ask, fence }: SessionAuditContext,
  sessionId: string,
  stretch: Range,
): Promise<Repair> {
  let [changed, orphans] = [0, 0];
  for (let from = stretch.from; from <= stretch.to;) {
    const limit = Math.min(LIMITS.historyPage, stretch.to - from + 1);
    const page = await ask('history:page', { sessionId, anchor: { at: 'after', seq: from - 1 }, limit });
    if (page.sessionId !== sessionId || page.epoch !== epoch) throw new AuditMismatch('a page of something else');
    const to = endOf(page.covered, from, stretch);
    const repair = await store.repair(fence(), { from, to }, page);
    changed += repair.changed;
    orphans += repair.orphans;
    from = to + 1;
  }
  return { changed, orphans };
}

/** The last SeqId of the stretch that the page settles: all the rest of it when nothing lies there for this user. */
function endOf(covered: Range | null, from: number, stretch: Range): number {
  if (covered === null || covered.from > stretch.to) return stretch.to;
  return Math.max(from, Math.min(covered.to, stretch.to));
}
