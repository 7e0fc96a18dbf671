import { useCallback, useRef, useState } from 'react';
import { toast } from '../../ui/toast.ts';
import type { Row } from './rows.ts';
import { bounded, MOST_SELECTED, ranged, type Selection, selectionOf, toggled } from './selection.ts';

/** What is selected of a session; null while one does not select. */
export function useSelection(rows: readonly Row[]) {
  const [selection, setSelection] = useState<Selection | null>(null);
  const listed = useRef(rows);
  listed.current = rows;

  const select = useCallback((seq: number, range: boolean) => {
    setSelection((before) => {
      if (before === null) return selectionOf(seq);
      const next = range ? ranged(before, seq, selectable(listed.current)) : toggled(before, seq);
      if (next && next.seqs.size > MOST_SELECTED) toast(`No more than ${MOST_SELECTED} can be selected at once.`);
      return next && bounded(next);
    });
  }, []);
  const end = useCallback(() => setSelection(null), []);
  return { selection, select, end };
}

function selectable(rows: readonly Row[]): readonly number[] {
  return rows.flatMap((row) => (row.kind === 'message' && row.seq !== null && !row.recalled ? [row.seq] : []));
}
