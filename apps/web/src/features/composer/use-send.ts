'use client';

import { useRef } from 'react';
import { messageOf } from '../../sync/failure-words.ts';
import { useClient } from '../../sync/hooks.ts';
import { toast } from '../../ui/toasts.tsx';

/** Puts a text into the outbox and empties the draft; where that fails, the text goes back into the draft. */
export function useSend(
  sessionId: string,
  setDraft: (next: string | ((now: string) => string)) => void,
  onSent: () => void,
): (text: string) => void {
  const client = useClient();
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  return (text) => {
    setDraft('');
    // One after the other, without holding up the next line: who types fast loses no Enter and no order.
    sent.current = sent.current
      .then(() => client.send(sessionId, text))
      .then(onSent)
      .catch((cause: unknown) => {
        // Nothing was queued: the text goes back to where it can be sent again, before what was written since.
        setDraft((since) => (since === '' ? text : `${text}\n${since}`));
        toast(messageOf(cause));
      });
  };
}
