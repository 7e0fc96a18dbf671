import { audienceOf, nextMode } from '@tidemark/timeline';
import type { Entry, EntryBody, SyncMode, Tidings } from '@tidemark/timeline';
import { fanOut, type Telling } from './fan-out.ts';
import type { LockedSession } from './locked-session.ts';
import { sessionDelivery, type EndedRight } from './session-delivery.ts';
import { readRecipients } from './sql/read-recipients.ts';
import { updateSession } from './sql/write-membership.ts';
import { storeEntries } from './store-entries.ts';
import type { WriteTransaction } from './transaction.ts';

/** A change of a session whose row is locked, decided and still to be written. */
export type SessionStep = {
  /** What somebody did; null for the operator's decision, which is no entry by itself. */
  readonly action: { readonly authorId: string; readonly clientId: string; readonly body: EntryBody } | null;
  readonly title: string | null;
  readonly modeOverride: SyncMode | null;
  /** Whom it makes a member. */
  readonly joining: readonly string[];
  /** Whom it takes out. */
  readonly leaving: string | null;
  /** Writes the stays; before anything is fanned out. */
  readonly apply: (entry: Entry) => Promise<void>;
};

export type SteppedSession = { readonly entry: Entry | null; readonly mode: SyncMode; readonly tidings: Tidings };

/**
 * Writes a change of a session with all that follows from it: its entry, the switch of the mode when it is due with an
 * entry of its own (SPEC MD-5), the session's row, and what the devices and the followers are told.
 */
export async function takeStep(
  tx: WriteTransaction,
  session: LockedSession,
  step: SessionStep,
  threshold: number,
): Promise<SteppedSession> {
  const { sessionId } = session;
  const { title, modeOverride, joining, leaving } = step;
  const memberCount = session.memberCount + joining.length - (leaving === null ? 0 : 1);
  const question = { mode: session.mode, members: memberCount, threshold, override: modeOverride ?? undefined };
  const mode = nextMode(question);
  const entry: Entry | null = step.action && { sessionId, seq: session.head + 1, at: tx.now, ...step.action };
  const entries = entry ? [entry] : [];
  if (mode !== session.mode) {
    const seq = session.head + entries.length + 1;
    const body = { kind: 'mode-changed', mode } as const;
    entries.push({ sessionId, seq, authorId: null, clientId: null, at: tx.now, body });
  }
  const ended: EndedRight | null = entry && leaving !== null ? { userId: leaving, seq: entry.seq } : null;

  const tellings = await planTellings(tx, session, entries, step);
  if (entries.length > 0) await storeEntries(tx, entries);
  if (entry) await step.apply(entry);
  const generation = ended?.seq ?? session.generation;
  await updateSession.run(tx.client, [sessionId, title, memberCount, mode, modeOverride, generation]);
  const deliveries = await fanOut(tx, tellings);
  const sessionDeliveries = sessionDelivery(session, entries, ended);
  return { entry, mode, tidings: { epoch: tx.epoch, deliveries, sessionDeliveries } };
}

/** Whom the sync timelines tell of each entry. The members are read, before the stays change, only if all are told. */
async function planTellings(
  tx: WriteTransaction,
  session: LockedSession,
  entries: readonly Entry[],
  { joining, leaving }: SessionStep,
): Promise<readonly Telling[]> {
  const audiences = entries.map(({ body }) => audienceOf(body, session.mode));
  const before = audiences.includes('members') ? await readMemberIds(tx, session.sessionId) : [];
  const everyone = [...before, ...joining];
  const remaining = everyone.filter((userId) => userId !== leaving);
  return entries.map((entry, index): Telling => {
    const audience = audiences[index] ?? [];
    const members = entry.body.kind === 'mode-changed' ? remaining : everyone;
    return { item: { kind: 'entry', entry }, userIds: audience === 'members' ? members : audience };
  });
}

async function readMemberIds(tx: WriteTransaction, sessionId: string): Promise<readonly string[]> {
  const rows = await readRecipients.run(tx.client, [[sessionId], [], []]);
  return rows.map((row) => row.user_id);
}
