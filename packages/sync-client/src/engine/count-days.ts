import type { Failure } from '@tidemark/protocol';
import { type KnownDays, addDays } from '@tidemark/timeline';
import type { Command } from '../tabs/messages.ts';
import type { CommandContext, Done } from './commands.ts';

/**
 * Brings what the device knows of the days of a session up to the head: only what has come since is counted. What was
 * counted in another zone or life of the numbering, or while one could see less, is counted anew.
 */
export async function countDays(
  { store, request, noteDays }: CommandContext,
  { sessionId, zone }: Extract<Command, { name: 'days' }>,
): Promise<Done<null> | Failure> {
  let known = await store.days(sessionId);
  if (known?.zone !== zone) known = null;
  for (;;) {
    const after: number = known?.upTo ?? 0;
    const answer = await request('history:days', { sessionId, zone, after });
    if (!answer.ok) return answer;
    const { epoch, head, floor, upTo, days } = answer;
    if (known && (known.epoch !== epoch || known.floor !== floor)) {
      known = null;
      continue;
    }
    const next: KnownDays = { sessionId, zone, epoch, head, floor, upTo, days: addDays(known?.days ?? [], days) };
    await noteDays(next);
    if (upTo >= head || upTo <= after) return { ok: true, value: null };
    known = next;
  }
}
