import { Forward, Trash2 } from 'lucide-react';
import { fullTime } from '../../time/format.ts';
import { Markdown, type Readers } from '../markdown/markdown.tsx';
import { foldedText } from './fold.ts';
import type { MessageActs } from './message.tsx';
import { nameOf, type People } from './people.ts';
import { Quote } from './quote.tsx';
import type { MessageRow } from './rows.ts';
import { UndoButton } from './undo-button.tsx';

/** What a message says: where it comes from, what it answers, its text. */
export function MessageBody(props: {
  readonly row: MessageRow;
  readonly people: People;
  readonly readers: Readers;
  readonly unfolded: boolean;
  readonly acts: Pick<MessageActs, 'onJump' | 'onUnfold'>;
}) {
  const { row, people, readers, acts } = props;
  const folded = props.unfolded ? null : foldedText(row.text);
  const forwarded = row.content?.forwarded;
  const name = (userId: string | null) => nameOf(people, userId, readers.selfId);
  return (
    <>
      {forwarded ? (
        <span className="flex items-center gap-1.5 text-small text-ink-2" title={fullTime(forwarded.at)}>
          <Forward aria-hidden="true" className="size-3.5 shrink-0 stroke-2 rtl:-scale-x-100" />
          <span>
            Forwarded from <bdi className="font-[550]">{name(forwarded.authorId)}</bdi>
          </span>
        </span>
      ) : null}
      {row.quoted ? (
        <Quote quoted={row.quoted} author={name(row.quoted.authorId)} own={row.state !== null} onOpen={acts.onJump} />
      ) : null}
      <Markdown text={folded ?? row.text} readers={readers} />
      {folded !== null ? (
        <button
          type="button"
          onClick={() => acts.onUnfold(row.key)}
          className="mt-1 block text-small font-[550] text-tide hover:underline"
        >
          Show more
        </button>
      ) : null}
    </>
  );
}

/** What is left of a message that was taken back. */
export function Recalled(props: {
  readonly by: string;
  readonly undoUntil: number | null;
  readonly onUndo: () => void;
}) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5">
      <Trash2 aria-hidden="true" className="size-4 shrink-0 stroke-[1.75]" />
      <span>
        <bdi>{props.by}</bdi> recalled a message
      </span>
      {props.undoUntil === null ? null : <UndoButton until={props.undoUntil} onUndo={props.onUndo} />}
    </span>
  );
}
