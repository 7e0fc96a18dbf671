'use client';

import { useRef } from 'react';
import { messageOf } from '../../sync/failure-words.ts';
import { useClient } from '../../sync/hooks.ts';
import { toast } from '../../ui/toast.ts';
import { sendingOf } from '../session/sending.ts';
import { type ComposerMode, outcomeOf } from './mode.ts';

/**
 * Puts what was written into the outbox: a message, which empties the draft, or a change of one. Where that fails, a
 * message goes back into the draft.
 */
export function useSend(
  sessionId: string,
  setDraft: (next: string | ((now: string) => string)) => void,
  onSent: () => void,
): (text: string, mode: ComposerMode, mentions: readonly string[]) => void {
  const client = useClient();
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  return (text, mode, mentions) => {
    const outcome = outcomeOf(mode, text, mentions);
    if (outcome?.kind === 'change') {
      client.change(sessionId, outcome.change).catch((cause: unknown) => toast(messageOf(cause)));
    }
    if (outcome?.kind !== 'send') return;
    setDraft('');
    const { content } = outcome;
    const clientId = client.newClientId();
    // One after the other, without holding up the next line: who types fast loses no Enter and no order.
    const stored = sent.current.then(() => client.send(sessionId, content, clientId));
    sent.current = sendingOf(client)
      .show({ clientId, sessionId, content, at: Date.now() }, stored)
      .then(onSent)
      .catch((cause: unknown) => {
        // Nothing was queued: the text goes back to where it can be sent again, before what was written since.
        setDraft((since) => (since === '' ? text : `${text}\n${since}`));
        toast(messageOf(cause));
      });
  };
}
