import type { Entry, MessageContent, SessionWindow } from '@tidemark/sync-client';

/** A message that another one answers. */
export type Quoted = {
  readonly seq: number;
  readonly authorId: string | null;
  /** What is in force: null once it was recalled, undefined while it is not on this device. */
  readonly text: string | null | undefined;
};

/** Finds what messages answer, among what a window of a session has and what came along with it. */
export function quotesIn(data: SessionWindow): (content: MessageContent | null) => Quoted | null {
  let bySeq: ReadonlyMap<number, Entry> | null = null;
  return (content) => {
    const seq = content?.replyTo;
    if (seq === undefined) return null;
    bySeq ??= new Map(data.entries.map((entry) => [entry.seq, entry]));
    const outside = data.quoted.get(seq);
    const entry = bySeq.get(seq) ?? outside?.entry;
    if (!entry) return { seq, authorId: null, text: undefined };
    const state = data.states.get(seq) ?? outside?.state ?? null;
    const recalled = entry.body.kind !== 'message' || state?.recalledBy;
    return {
      seq,
      authorId: entry.authorId,
      text: entry.body.kind === 'message' && !recalled ? (state?.edits.at(-1)?.text ?? entry.body.text) : null,
    };
  };
}
