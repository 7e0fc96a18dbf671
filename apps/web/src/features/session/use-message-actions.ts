'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { useMemo, useRef, useState } from 'react';
import { messageOf } from '../../sync/failure-words.ts';
import { useClient } from '../../sync/hooks.ts';
import { copyText } from '../../ui/clipboard.ts';
import { toast, undoable } from '../../ui/toast.ts';
import { paths } from '../../routing/route.ts';
import type { Unfinished } from '../composer/unfinished.ts';
import type { ActionId } from './actions.ts';
import type { MenuAnchor } from './message-menu.tsx';
import type { MessageActs } from './message.tsx';
import { recallKey, recalls } from './recalls.ts';
import type { MessageRow } from './rows.ts';

/** What of a message is open beside the list. */
export type Opened = {
  readonly kind: 'menu' | 'emoji' | 'versions' | 'info' | 'forward';
  readonly row: MessageRow;
  readonly anchor: MenuAnchor;
  /** Where the focus goes back to. */
  readonly article: HTMLElement;
};

type Options = {
  readonly session: SessionListItem;
  readonly onUnfold: (key: string) => void;
  readonly onJump: (seq: number) => void;
  readonly onMenuOpened: () => void;
  readonly onSelect: (seq: number, range: boolean) => void;
  /** An answer or an edit begins. */
  readonly onBegin: (next: Unfinished) => void;
};

/** What can be done with the messages of a session: the one place that knows both the screen and the client. */
export function useMessageActions(options: Options) {
  const client = useClient();
  const [opened, setOpened] = useState<Opened | null>(null);
  const latest = useRef(options);
  latest.current = options;

  const acts = useMemo(() => {
    const failed = (cause: unknown) => toast(messageOf(cause));
    const change = (row: MessageRow, what: { kind: 'recall' } | { kind: 'pin'; on: boolean } | Reaction) => {
      if (row.seq === null) return Promise.resolve();
      const target = { target: row.seq, ...(row.clientId === null ? {} : { targetClientId: row.clientId }) };
      return client.change(latest.current.session.sessionId, { ...target, ...what }).then(() => undefined, failed);
    };
    const reply = (row: MessageRow) => {
      if (row.seq !== null) latest.current.onBegin({ kind: 'reply', seq: row.seq });
    };
    const edit = (row: MessageRow) => {
      const { seq, clientId, text } = row;
      if (seq !== null) latest.current.onBegin({ kind: 'edit', seq, clientId, text });
    };
    const say = (done: boolean) => toast(done ? 'Copied' : 'The browser did not let it be copied');
    const hide = async (seqs: readonly number[]) => {
      try {
        const restore = await client.hide(latest.current.session.sessionId, seqs);
        const what = seqs.length === 1 ? 'Deleted for you' : `${seqs.length} messages deleted for you`;
        undoable(what, () => void restore().catch(failed));
      } catch (cause) {
        failed(cause);
      }
    };
    const mark = (id: 'star' | 'unstar' | 'unread', seq: number) => {
      const { sessionId } = latest.current.session;
      const done = id === 'unread' ? client.markUnread(sessionId, seq) : client.star({ sessionId, seq }, id === 'star');
      return done.catch(failed);
    };
    const keyOf = (row: MessageRow) => recallKey(latest.current.session.sessionId, row.seq ?? 0);
    const act = (id: ActionId, open: Opened) => {
      const { row } = open;
      setOpened(null);
      switch (id) {
        case 'reply':
          return reply(row);
        case 'edit':
          return edit(row);
        case 'copy-text':
          return void copyText(row.text).then(say);
        case 'copy-link':
          return void copyText(linkTo(latest.current.session.sessionId, row.seq ?? 0)).then(say);
        case 'star':
        case 'unstar':
        case 'unread':
          return void mark(id, row.seq ?? 0);
        case 'hide':
          return void hide([row.seq ?? 0]);
        case 'select':
          return latest.current.onSelect(row.seq ?? 0, false);
        case 'forward':
        case 'info':
          return setOpened({ ...open, kind: id });
        case 'pin':
        case 'unpin':
          return void change(row, { kind: 'pin', on: id === 'pin' });
        case 'recall':
          return recalls().add(keyOf(row), () => change(row, { kind: 'recall' }));
      }
    };
    const onMenu: MessageActs['onMenu'] = (row, anchor, article) => {
      latest.current.onMenuOpened();
      setOpened({ kind: 'menu', row, anchor, article });
    };
    const forRows: MessageActs = {
      onUnfold: (key) => latest.current.onUnfold(key),
      onRetry: (clientId) => void client.retry(clientId).catch(failed),
      onDiscard: (clientId) => void client.discard(clientId).catch(failed),
      onMenu,
      onReact: (row, emoji, on) => void change(row, { kind: 'react', emoji, on }),
      onReply: reply,
      onJump: (seq) => latest.current.onJump(seq),
      onVersions: (row) => setOpened({ kind: 'versions', row, anchor: document.body, article: document.body }),
      onUndo: (row) => recalls().undo(keyOf(row)),
      onSelect: (row, range) => latest.current.onSelect(row.seq ?? 0, range),
    };
    const copy = (text: string) => void copyText(text).then(say);
    return { forRows, act, edit, hide, copy };
  }, [client]);

  return { ...acts, opened, setOpened };
}

/** A message's address, for whoever is in its chat. */
function linkTo(sessionId: string, seq: number): string {
  return `${window.location.origin}${paths.message(sessionId, seq)}`;
}

type Reaction = { readonly kind: 'react'; readonly emoji: string; readonly on: boolean };
