'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { Search, SquarePen, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Mark } from '../../ui/mark.tsx';
import { Bone, Late } from '../../ui/skeleton.tsx';
import { AccountBar } from '../account/account-bar.tsx';
import { SyncPill } from '../sync-pill/sync-pill.tsx';
import { arrange, isQuiet, isUnread } from '../own/arrange.ts';
import type { Marks } from '../own/keys.ts';
import { SavedLink } from '../saved/saved-link.tsx';
import { composes } from '../composer/keys.ts';
import { filterSessions } from './filter.ts';
import { useFilter } from './use-filter.ts';
import { SessionList } from './session-list.tsx';

/** The left pane: the mark, the sync pill, the session list, one's account. */
export function Sidebar(props: {
  readonly sessions: readonly SessionListItem[] | undefined;
  readonly openId: string | null;
  readonly savedOpen: boolean;
  readonly marks: Marks;
  /** What to show in the place of a list without chats, where a line of words is not enough. */
  readonly empty: ReactNode;
  readonly onNewChat: () => void;
  /** It is all there is to see: the page's main landmark. */
  readonly main: boolean;
  readonly className?: string;
}) {
  const [words, setWords] = useState('');
  const [filter, setFilter] = useFilter();
  const { sessions, marks } = props;
  const choice = { words, filter, openId: props.openId };
  const shown = sessions ? arrange(filterSessions(sessions, choice, marks), marks) : undefined;
  const unread = sessions?.filter((session) => isUnread(session) && !isQuiet(session.sessionId, marks)).length ?? 0;
  const archived = sessions?.filter(({ sessionId }) => marks.archived.has(sessionId)) ?? [];
  return (
    // A role and not an element, so that what is typed into the filter survives a turn of the phone.
    <div
      role={props.main ? 'main' : 'complementary'}
      aria-label="Chat list"
      className={cx('flex min-h-0 flex-col border-line bg-panel wide:border-e', props.className)}
    >
      <div className="flex h-[60px] shrink-0 items-center gap-[9px] ps-4 pe-2.5 max-wide:h-14">
        <Mark line />
        {/* A name that has no room beside a long pill wraps out of sight as a whole, instead of being cut. */}
        <div className="flex h-6 min-w-0 flex-1 flex-wrap overflow-hidden">
          <span aria-hidden="true" className="h-6 w-px" />
          <h1 className="-ms-px h-6 text-title font-[650] tracking-[-0.015em]">Tidemark</h1>
        </div>
        <SyncPill />
        <IconButton label="New chat" onClick={props.onNewChat}>
          <SquarePen aria-hidden="true" />
        </IconButton>
      </div>
      {sessions && sessions.length > 0 ? (
        <div className="grid gap-2 px-3 pb-2 max-wide:px-4">
          <Filter words={words} onWords={setWords} />
          <div role="group" aria-label="Show" className="flex flex-wrap gap-1">
            <Chip label="All" on={filter === 'all'} onPress={() => setFilter('all')} />
            <Chip label="Unread" count={unread} on={filter === 'unread'} onPress={() => setFilter('unread')} />
            <Chip label="Groups" on={filter === 'groups'} onPress={() => setFilter('groups')} />
            {archived.length > 0 || filter === 'archived' ? (
              <Chip
                label="Archived"
                count={archived.filter((session) => isUnread(session)).length}
                on={filter === 'archived'}
                onPress={() => setFilter('archived')}
              />
            ) : null}
          </div>
        </div>
      ) : null}
      {sessions && filter === 'all' && words === '' ? <SavedLink open={props.savedOpen} /> : null}
      <nav aria-label="Chats" className="flex min-h-0 flex-1 flex-col">
        {shown === undefined ? (
          <Late>
            <Bones />
          </Late>
        ) : shown.length > 0 ? (
          <SessionList sessions={shown} openId={props.openId} marks={marks} />
        ) : (
          ((sessions?.length === 0 ? props.empty : null) ?? (
            <p className="px-4 py-6 text-center text-small text-ink-3">
              {sessions?.length === 0 ? 'No chats here yet.' : 'No chat fits.'}
            </p>
          ))
        )}
      </nav>
      <AccountBar />
    </div>
  );
}

function Filter(props: { readonly words: string; readonly onWords: (words: string) => void }) {
  return (
    <div className="flex h-(--size-control) items-center gap-2 rounded-md bg-sunken px-2.5 text-ink-3 focus-within:outline-2 focus-within:outline-focus">
      <Search aria-hidden="true" className="size-[18px] shrink-0 stroke-[1.75]" />
      <input
        type="text"
        aria-label="Find a chat"
        placeholder="Find a chat"
        value={props.words}
        onChange={(event) => props.onWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !composes(event.nativeEvent)) props.onWords('');
        }}
        className="min-w-0 flex-1 bg-transparent text-ink outline-none max-wide:text-[1rem]"
      />
      {props.words ? (
        <button type="button" aria-label="Clear" className="touch rounded-sm" onClick={() => props.onWords('')}>
          <X aria-hidden="true" className="size-4" />
        </button>
      ) : null}
    </div>
  );
}

function Chip(props: {
  readonly label: string;
  readonly count?: number;
  readonly on: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={props.on}
      onClick={props.onPress}
      className={cx(
        'inline-flex h-7 items-center gap-1.5 rounded-full px-2.5 text-small font-medium text-ink-2 max-wide:h-9 max-wide:px-3.5 max-wide:text-ui',
        props.on ? 'bg-tide-soft text-tide-strong' : 'hover:bg-hover',
      )}
    >
      {props.label}
      {props.count ? <span className="tabular">{props.count}</span> : null}
    </button>
  );
}

const WIDTHS = ['w-[120px]', 'w-[78px]', 'w-[104px]', 'w-[114px]', 'w-[90px]', 'w-[112px]'] as const;

function Bones() {
  return (
    <div className="px-1.5 max-wide:px-2" aria-hidden="true">
      <div className="mb-9 px-1.5 pb-2 max-wide:mb-11 max-wide:px-2">
        <Bone className="h-(--size-control)" />
      </div>
      {WIDTHS.map((width) => (
        <div key={width} className="flex h-(--row-h) items-center gap-[11px] px-2.5 max-wide:gap-3">
          <Bone round className="size-(--row-avatar)" />
          <div className="grid flex-1 gap-2.5">
            <Bone className={width} />
            <Bone className="w-4/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
