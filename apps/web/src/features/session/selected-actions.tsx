import type { SessionListItem } from '@tidemark/sync-client';
import { useState } from 'react';
import { fullTime } from '../../time/format.ts';
import { useClient } from '../../sync/hooks.ts';
import { ForwardDialog } from './forward-dialog.tsx';
import { nameOf, type People } from './people.ts';
import type { MessageRow, Row } from './rows.ts';
import { inOrder, type Selection } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';

/** Carries out what is chosen for all that is selected. */
export function SelectedActions(props: {
  readonly session: SessionListItem;
  readonly rows: readonly Row[];
  readonly people: People;
  readonly selection: Selection;
  readonly onHide: (seqs: readonly number[]) => Promise<void>;
  readonly onCopy: (text: string) => void;
  readonly onEnd: () => void;
}) {
  const { session, selection, onEnd } = props;
  const { account } = useClient();
  const [forwarding, setForwarding] = useState<readonly number[] | null>(null);
  const seqs = inOrder(selection);
  const copy = () => {
    const chosen = props.rows.filter(
      (row): row is MessageRow => row.kind === 'message' && row.seq !== null && selection.seqs.has(row.seq),
    );
    const said = (row: MessageRow) =>
      `${nameOf(props.people, row.authorId, account.userId)}, ${fullTime(row.at)}\n${row.text}`;
    props.onCopy(chosen.length === 1 ? (chosen[0]?.text ?? '') : chosen.map(said).join('\n\n'));
    onEnd();
  };
  return (
    <>
      <SelectionBar
        count={seqs.length}
        onCopy={copy}
        onForward={() => setForwarding(seqs)}
        onHide={() => {
          void props.onHide(seqs);
          onEnd();
        }}
        onEnd={onEnd}
      />
      <ForwardDialog
        sessionId={session.sessionId}
        seqs={forwarding}
        onClose={() => setForwarding(null)}
        onDone={onEnd}
      />
    </>
  );
}
