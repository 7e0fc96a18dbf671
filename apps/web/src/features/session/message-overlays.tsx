'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { type Dispatch, type SetStateAction, useRef, useState } from 'react';
import { EmojiPop } from '../emoji/emoji-pop.tsx';
import type { Readers } from '../markdown/markdown.tsx';
import { actionsFor, type ActionId, canReact, type Rights } from './actions.ts';
import { ForwardDialog } from './forward-dialog.tsx';
import { InfoDialog } from './info-dialog.tsx';
import { MessageMenu } from './message-menu.tsx';
import { nameOf, type People } from './people.ts';
import { reactedOf } from './reactions.ts';
import type { MessageRow } from './rows.ts';
import type { Opened } from './use-message-actions.ts';
import { VersionsDialog } from './versions-dialog.tsx';

const MOVES_FOCUS: ReadonlySet<ActionId> = new Set(['reply', 'edit', 'forward', 'info']);

function seqsOf(row: MessageRow | null): readonly number[] | null {
  return row === null || row.seq === null ? null : [row.seq];
}

/** What opens over the list for one of its messages: one of each serves them all. */
export function MessageOverlays(props: {
  readonly session: SessionListItem;
  readonly people: People;
  readonly readers: Readers;
  readonly rights: Rights;
  readonly opened: Opened | null;
  readonly onOpen: Dispatch<SetStateAction<Opened | null>>;
  readonly onAction: (id: ActionId, opened: Opened) => void;
  readonly onReact: (row: MessageRow, emoji: string, on: boolean) => void;
}) {
  const { opened, rights, readers } = props;
  const moved = useRef(false);
  // What closes keeps showing what it showed.
  const [last, setLast] = useState<Opened | null>(null);
  if (opened !== null && opened !== last) {
    if (opened.kind === 'menu') moved.current = false;
    setLast(opened);
  }
  const closing =
    (...kinds: readonly Opened['kind'][]) =>
    () =>
      props.onOpen((now) => (now && kinds.includes(now.kind) ? null : now));
  const close = closing('versions', 'info', 'forward');
  const rowOf = (kind: Opened['kind']) => (opened?.kind === kind ? opened.row : null);
  const name = (userId: string) => nameOf(props.people, userId, readers.selfId);
  // Where an action takes the focus elsewhere, into the composer or a dialog, it stays there.
  const back = () => {
    if (!moved.current) last?.article.focus({ preventScroll: true });
    moved.current = false;
  };
  const react = (emoji: string) => {
    props.onOpen(null);
    if (!last) return;
    const mine = reactedOf(last.row.inForce, readers.selfId).some((there) => there.emoji === emoji && there.mine);
    props.onReact(last.row, emoji, !mine);
  };
  return (
    <>
      <MessageMenu
        open={opened?.kind === 'menu'}
        anchor={last?.anchor ?? null}
        actions={last ? actionsFor(last.row, rights) : []}
        reactable={last !== null && canReact(last.row, rights)}
        onClose={closing('menu')}
        onAction={(id) => {
          moved.current = MOVES_FOCUS.has(id);
          if (last) props.onAction(id, last);
        }}
        onReact={react}
        onMoreEmoji={() => {
          moved.current = true;
          if (last) props.onOpen({ ...last, kind: 'emoji' });
        }}
        onClosed={back}
      />
      <EmojiPop
        anchor={opened?.kind === 'emoji' ? opened.anchor : null}
        accountId={readers.selfId}
        onClose={closing('emoji')}
        onPick={react}
        onClosed={back}
      />
      <VersionsDialog row={rowOf('versions')} readers={readers} onClose={close} />
      <InfoDialog session={props.session} row={rowOf('info')} nameOf={name} onClose={close} />
      <ForwardDialog sessionId={props.session.sessionId} seqs={seqsOf(rowOf('forward'))} onClose={close} />
    </>
  );
}
