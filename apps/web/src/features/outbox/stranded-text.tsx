'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { PencilLine } from 'lucide-react';
import { navigate } from '../../routing/navigate.ts';
import { paths } from '../../routing/route.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { toast } from '../../ui/toast.ts';
import { useDraft } from '../composer/drafts.ts';
import { Box } from '../settings/box.tsx';
import type { Amend } from './stranded.ts';

/** What was typed for something that has left meanwhile, and where it can go. */
export function StrandedText(props: {
  readonly amend: Amend;
  /** Its chat, where one can write in it. */
  readonly session: SessionListItem | null;
  readonly onDone: () => void;
}) {
  const { sessionId, text } = props.amend;
  const [, setDraft] = useDraft(sessionId);
  const take = () => {
    setDraft((now) => (now === '' ? text : `${now}\n${text}`));
    props.onDone();
    navigate(paths.session(sessionId));
  };
  return (
    <Box title="It left while you wrote" icon={<PencilLine aria-hidden="true" className="size-[18px] stroke-[1.75]" />}>
      <div role="status" className="flex flex-wrap items-center gap-x-3.5 gap-y-2 px-[18px] py-2.5">
        <div className="min-w-[10rem] flex-1">
          <p className="text-small text-ink-2">The message went out as it was. What you typed is kept here:</p>
          <p dir="auto" className="max-h-40 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
            {text}
          </p>
        </div>
        <span className="ms-auto flex gap-1">
          {props.session?.member ? (
            <Button small look="primary" onClick={take}>
              Put into the chat
            </Button>
          ) : (
            <Button
              small
              onClick={() =>
                void copyText(text).then((done) => toast(done ? 'Copied' : 'The browser did not let it be copied'))
              }
            >
              Copy
            </Button>
          )}
          <Button small look="plain" className="text-coral" onClick={props.onDone}>
            Discard
          </Button>
        </span>
      </div>
    </Box>
  );
}
