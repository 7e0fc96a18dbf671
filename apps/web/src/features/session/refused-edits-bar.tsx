'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { CircleAlert } from 'lucide-react';
import { messageOf } from '../../sync/failure-words.ts';
import { useClient } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { toast } from '../../ui/toast.ts';
import type { Unfinished } from '../composer/unfinished.ts';
import { oneLine } from '../session-list/preview.ts';
import { refusedEditsIn } from './refused-edits.ts';

/** Above the composer, since its message may be far, or gone: an edit that was not taken, and the way back to its text. */
export function RefusedEdits(props: {
  readonly session: SessionListItem;
  readonly onAgain: (next: Unfinished) => void;
  readonly onJump: (seq: number) => void;
  /** The button that was pressed goes away. */
  readonly onGone: () => void;
}) {
  const client = useClient();
  const { sessionId, member } = props.session;
  const outbox = useLive(client, 'outbox', () => client.live.outbox());
  const [first, ...others] = refusedEditsIn(outbox ?? [], sessionId);
  const discard = (clientId: string) => client.discard(clientId).catch((cause: unknown) => toast(messageOf(cause)));
  return (
    <div role="status" className="shrink-0 bg-shore px-[54px] max-wide:px-2">
      {first ? (
        <div className="mx-auto mb-2 flex max-w-[760px] flex-wrap items-center gap-x-2.5 gap-y-1 rounded-lg bg-surface py-1.5 ps-3 pe-1.5 text-small shadow-[inset_0_0_0_1px_var(--color-line)]">
          <CircleAlert aria-hidden="true" className="size-[18px] shrink-0 stroke-[1.75] text-coral" />
          <button type="button" className="min-w-[10rem] flex-1 text-start" onClick={() => props.onJump(first.seq)}>
            <span className="block text-coral">
              Edit not saved. {first.why}
              {others.length > 0 ? ` And ${others.length} more.` : ''}
            </span>
            <span dir="auto" className="line-clamp-1 text-ink-2 wrap-anywhere">
              {oneLine(first.text)}
            </span>
          </button>
          <span className="ms-auto flex gap-1">
            {member ? (
              <Button
                small
                onClick={() => {
                  // Written down in its new place before it goes from the old.
                  props.onAgain({ kind: 'edit', seq: first.seq, clientId: first.targetClientId, text: first.text });
                  void discard(first.clientId);
                }}
              >
                Edit again
              </Button>
            ) : (
              <Button
                small
                onClick={() =>
                  void copyText(first.text).then((done) =>
                    toast(done ? 'Copied' : 'The browser did not let it be copied'),
                  )
                }
              >
                Copy
              </Button>
            )}
            <Button
              small
              look="plain"
              className="text-coral"
              onClick={() => {
                props.onGone();
                void discard(first.clientId);
              }}
            >
              Discard
            </Button>
          </span>
        </div>
      ) : null}
    </div>
  );
}
