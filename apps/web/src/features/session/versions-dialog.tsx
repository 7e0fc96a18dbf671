import { fullTime } from '../../time/format.ts';
import { Modal } from '../../ui/modal.tsx';
import { Markdown, type Readers } from '../markdown/markdown.tsx';
import type { MessageRow } from './rows.ts';

/** All versions of a message, the one in force first. */
export function VersionsDialog(props: {
  readonly row: MessageRow | null;
  readonly readers: Readers;
  readonly onClose: () => void;
}) {
  const { row } = props;
  const versions = row ? versionsOf(row).toReversed() : [];
  return (
    <Modal open={row !== null} onClose={props.onClose} title="Versions">
      <ol aria-label="Versions" className="grid gap-3 px-5 pb-5">
        {versions.map(({ at, text }, index) => (
          <li key={versions.length - index} className="grid gap-1">
            <time dateTime={new Date(at).toISOString()} className="tabular text-caption text-ink-3">
              {fullTime(at)}
              {index === 0 ? ', in force' : index === versions.length - 1 ? ', as sent' : ''}
            </time>
            <div
              dir="auto"
              className="overflow-clip rounded-lg bg-sunken px-3 py-2 text-body whitespace-pre-wrap wrap-anywhere"
            >
              <Markdown text={text} readers={props.readers} />
            </div>
          </li>
        ))}
      </ol>
    </Modal>
  );
}

/** As sent first. */
function versionsOf({ at, content, inForce }: MessageRow): readonly { readonly at: number; readonly text: string }[] {
  return content ? [{ at, text: content.text }, ...(inForce?.edits ?? [])] : [];
}
