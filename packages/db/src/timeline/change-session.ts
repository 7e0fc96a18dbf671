import { isSameChange } from '@tidemark/timeline';
import type { Change, ChangeSessionRequest } from '@tidemark/timeline';
import { namedIn, planChange } from './change-plan.ts';
import { lock } from './locked-session.ts';
import { refused } from './outcomes.ts';
import { storable, toEntry, toStay } from './rows.ts';
import { takeStep } from './session-step.ts';
import { findStored } from './sql/find-stored.ts';
import { readStays } from './sql/read-stays.ts';
import type { StoreLimits } from './store-limits.ts';
import type { WriteTransaction } from './transaction.ts';

/**
 * Adds or removes members, leaves, renames: one entry under the session's lock, idempotent by client id. Reads the
 * stays of those concerned, never of all, so that in pull mode a change costs the same whatever the session's size.
 */
export async function changeSession(
  tx: WriteTransaction,
  asked: ChangeSessionRequest,
  { maxMembers, pullThreshold }: StoreLimits,
): Promise<Change> {
  const { client, epoch } = tx;
  const request = { ...asked, change: storableChange(asked.change) };
  const { sessionId, actorId, clientId, change } = request;
  const [session] = await lock(client, [sessionId]);
  if (!session) return refused('session-unknown');
  const concerned = [...new Set([actorId, ...namedIn(change)])];
  const stays = (await readStays.run(client, [concerned.map(() => sessionId), concerned])).map(toStay);
  if (!stays.some(({ userId }) => userId === actorId)) return refused('session-unknown');
  const [before] = await findStored.run(client, [[sessionId], [actorId], [clientId]]);
  if (before) {
    const entry = toEntry(before);
    if (!isSameChange(entry.body, change)) return refused('client-id-reused');
    return { outcome: 'stored', epoch, entry, repeated: true, deliveries: [], sessionDeliveries: [] };
  }
  const open = stays.filter(({ untilSeq }) => untilSeq === null);
  const actor = open.find(({ userId }) => userId === actorId);
  if (!actor) return refused('not-a-member');
  if (session.sessionKind !== 'group') return refused('not-allowed');

  const named = new Set(namedIn(change));
  const facts = { session, actor, named: open.filter(({ userId }) => named.has(userId)), maxMembers };
  const step = await planChange(tx, request, facts);
  if ('outcome' in step) return step;
  const { entry, tidings } = await takeStep(tx, session, step, pullThreshold);
  if (!entry) throw new Error(`a change of session ${sessionId} has made no entry`);
  return { outcome: 'stored', entry, repeated: false, ...tidings };
}

function storableChange(change: ChangeSessionRequest['change']): ChangeSessionRequest['change'] {
  return change.kind === 'rename' ? { ...change, title: storable(change.title) } : change;
}
