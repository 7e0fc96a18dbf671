import { LOST, type OutboxItem } from '@tidemark/sync-client';
import { failureWords } from '../../sync/failure-words.ts';

/** An edit that the server did not take: what it was to say, and of which message. */
export type RefusedEdit = {
  readonly clientId: string;
  readonly seq: number;
  readonly targetClientId: string | null;
  readonly text: string;
  /** Why, in words. */
  readonly why: string;
};

/** The refused edits of a session, the oldest first. */
export function refusedEditsIn(items: readonly OutboxItem[], sessionId: string): readonly RefusedEdit[] {
  return items.flatMap(({ sessionId: of, clientId, action, state }) => {
    if (of !== sessionId || state.kind !== 'refused' || action.kind !== 'change') return [];
    const { change } = action;
    if (change.kind !== 'edit') return [];
    const { target: seq, targetClientId = null, text } = change;
    return [{ clientId, seq, targetClientId, text, why: whyOf(state.code) }];
  });
}

function whyOf(code: string): string {
  if (code === LOST) return 'The server does not have it any more.';
  return failureWords(code) ?? `The server said: ${code}.`;
}
