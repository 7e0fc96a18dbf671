import type { Receipt } from '@tidemark/sync-client';

/** How far one's messages have got with the others: up to which SeqId one of them has them, and has read. */
export type Reached = { readonly delivered: number; readonly read: number };

export const NOT_REACHED: Reached = { delivered: 0, read: 0 };

/** In a group a message is delivered or read as soon as it is with one of the others. */
export function reachedOf(receipts: readonly Receipt[], selfId: string): Reached {
  const others = receipts.filter(({ userId }) => userId !== selfId);
  const read = Math.max(0, ...others.map(({ readSeq }) => readSeq));
  return { read, delivered: Math.max(read, ...others.map(({ deliveredSeq }) => deliveredSeq)) };
}

/** What is known now over what was known before: no mark goes back. Past the newest SeqId it says nothing. */
export function further(before: Reached, now: Reached, newest: number): Reached {
  const known = before.delivered > newest ? NOT_REACHED : before;
  const read = Math.max(known.read, now.read);
  const delivered = Math.max(known.delivered, now.delivered, read);
  return read === before.read && delivered === before.delivered ? before : { read, delivered };
}
