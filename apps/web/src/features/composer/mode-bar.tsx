import { Pencil, Reply, X } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import { Quote } from '../session/quote.tsx';
import type { ComposerMode } from './mode.ts';

/** Above the field: what one answers, or that one edits; and the way out. */
export function ModeBar(props: {
  readonly mode: Exclude<ComposerMode, { kind: 'new' }>;
  readonly onJump: (seq: number) => void;
  readonly onCancel: () => void;
}) {
  const { mode } = props;
  const reply = mode.kind === 'reply';
  return (
    <div className="flex items-center gap-2.5 ps-1.5 pe-1 pt-1 pb-1.5 max-wide:ps-3 max-wide:pe-0 max-wide:pt-1.5">
      {reply ? (
        <>
          <Reply aria-hidden="true" className="size-[18px] shrink-0 stroke-[1.75] rtl:-scale-x-100" />
          <Quote quoted={mode.quoted} author={mode.author} onOpen={props.onJump} className="m-0 flex-1" />
        </>
      ) : (
        <>
          <Pencil aria-hidden="true" className="size-[18px] shrink-0 stroke-[1.75]" />
          <span className="flex-1 text-small font-semibold text-tide">Editing</span>
        </>
      )}
      <IconButton label={reply ? 'Cancel reply' : 'Cancel edit'} onClick={props.onCancel}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}
