'use client';

import { Menu } from '@base-ui/react/menu';
import type { SessionListItem } from '@tidemark/sync-client';
import { Archive, ArchiveRestore, Bell, BellOff, Mail, MailOpen, Pin, PinOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { popItemClass } from '../../ui/popover.tsx';
import { isUnread } from '../own/arrange.ts';
import { type Marks, ON, ownKeys } from '../own/keys.ts';

/** Where the menu opens: at a point, or at an element. */
export type RowMenuAnchor = { readonly x: number; readonly y: number } | HTMLElement;

/** What one makes of a chat in the list. One menu serves all rows. */
export function RowMenu(props: {
  readonly session: SessionListItem | null;
  readonly anchor: RowMenuAnchor | null;
  readonly marks: Marks;
  readonly onClose: () => void;
  /** Where the focus goes afterwards. */
  readonly finalFocus: () => HTMLElement | null;
}) {
  const { anchor } = props;
  return (
    <Menu.Root
      open={props.session !== null}
      onOpenChange={(open) => (open ? undefined : props.onClose())}
      modal={false}
    >
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor === null || anchor instanceof HTMLElement ? anchor : pointAt(anchor)}
          side="bottom"
          align="start"
          sideOffset={4}
          className="z-20"
        >
          <Menu.Popup
            aria-label="Chat actions"
            finalFocus={props.finalFocus}
            className="grid w-[220px] max-w-[calc(100vw-24px)] gap-px rounded-lg bg-surface p-1.5 text-ink shadow-float outline-none transition-[opacity,scale] duration-140 ease-out data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
          >
            {props.session ? <Items session={props.session} marks={props.marks} /> : null}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Items({ session, marks }: { readonly session: SessionListItem; readonly marks: Marks }) {
  const client = useClient();
  const { sessionId } = session;
  const isPinned = marks.pinned.has(sessionId);
  const isMuted = marks.muted.has(sessionId);
  const isArchived = marks.archived.has(sessionId);
  const set = (key: string, value: string | null) => void client.setOwn(key, value);
  const read = () => {
    set(ownKeys.unread(sessionId), null);
    void client.markRead(sessionId, session.visibleUntil ?? session.head);
  };
  return (
    <>
      <Item
        icon={isPinned ? <PinOff aria-hidden="true" /> : <Pin aria-hidden="true" />}
        onPress={() => set(ownKeys.pin(sessionId), isPinned ? null : nextPlace(marks))}
      >
        {isPinned ? 'Unpin' : 'Pin'}
      </Item>
      {isUnread(session) ? (
        <Item icon={<MailOpen aria-hidden="true" />} onPress={read}>
          Mark as read
        </Item>
      ) : (
        <Item icon={<Mail aria-hidden="true" />} onPress={() => set(ownKeys.unread(sessionId), ON)}>
          Mark as unread
        </Item>
      )}
      <Item
        icon={isMuted ? <Bell aria-hidden="true" /> : <BellOff aria-hidden="true" />}
        onPress={() => set(ownKeys.mute(sessionId), isMuted ? null : ON)}
      >
        {isMuted ? 'Unmute' : 'Mute'}
      </Item>
      <Item
        icon={isArchived ? <ArchiveRestore aria-hidden="true" /> : <Archive aria-hidden="true" />}
        onPress={() => set(ownKeys.archive(sessionId), isArchived ? null : ON)}
      >
        {isArchived ? 'Unarchive' : 'Archive'}
      </Item>
    </>
  );
}

function Item(props: { readonly icon: ReactNode; readonly onPress: () => void; readonly children: string }) {
  return (
    <Menu.Item
      onClick={props.onPress}
      className={`${popItemClass} cursor-pointer outline-none data-highlighted:bg-hover`}
    >
      {props.icon}
      {props.children}
    </Menu.Item>
  );
}

/** Above all that is pinned already. */
function nextPlace({ pinned }: Marks): string {
  return `${Math.max(0, ...pinned.values()) + 1}`;
}

function pointAt({ x, y }: { readonly x: number; readonly y: number }) {
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}
