'use client';

import { useCallback, useMemo } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { undoable } from '../../ui/toast.ts';
import { type ComposerMode, NEW } from '../composer/mode.ts';
import type { Unfinished } from '../composer/unfinished.ts';
import { useUnfinished } from '../composer/use-unfinished.ts';
import { nameOf, type People } from './people.ts';
import { type Quoted, quotesIn } from './quoted.ts';
import type { Row } from './rows.ts';

/**
 * What sending means in a session now, and how that begins and ends. It stands with the session on this device: who goes
 * to another chat, or reloads, finds it again; what an edit gave up has said comes back on demand.
 */
export function useMode(sessionId: string, rows: readonly Row[], people: People) {
  const client = useClient();
  const selfId = client.account.userId;
  const { kept, put, read } = useUnfinished(sessionId);
  const seq = kept === null || kept.kind === 'amend' ? null : kept.seq;
  const row = seq === null ? undefined : rows.find((one) => one.kind === 'message' && one.seq === seq);
  const wanted = row === undefined ? seq : null;
  // It may stand far from what is shown.
  const far = useLive(client, `named ${sessionId} ${wanted}`, async () =>
    wanted === null ? null : { seq: wanted, data: await client.live.window(sessionId, wanted, wanted) },
  );

  const mode = useMemo<ComposerMode>(() => {
    if (kept === null || kept.kind === 'amend') return NEW;
    const named: Quoted =
      row?.kind === 'message'
        ? { seq: kept.seq, authorId: row.authorId, text: row.recalled ? null : row.text }
        : (far?.seq === kept.seq && quotesIn(far.data)({ text: '', replyTo: kept.seq })) || {
            seq: kept.seq,
            authorId: null,
            text: undefined,
          };
    if (kept.kind === 'edit') return { ...kept, text: named.text ?? null, written: kept.text };
    const known = row === undefined && far ? far.data.users : people;
    return {
      kind: 'reply',
      quoted: named,
      author: named.authorId === null ? '' : nameOf(known, named.authorId, selfId),
    };
  }, [kept, row, far, people, selfId]);

  const text = mode.kind === 'edit' ? mode.text : null;
  const change = useCallback(
    (next: Unfinished | null) => {
      const before = read();
      put(next);
      if (before?.kind === 'edit' && before.text !== text && before.text !== '') {
        undoable('Your edit was given up', () => put(before));
      }
    },
    [put, read, text],
  );
  const write = useCallback(
    (written: string) => {
      const now = read();
      if (now?.kind === 'edit') put({ ...now, text: written });
    },
    [put, read],
  );
  const leave = useCallback(() => change(null), [change]);
  const end = useCallback(() => put(null), [put]);
  return { mode, begin: change as (next: Unfinished) => void, write, leave, end };
}
