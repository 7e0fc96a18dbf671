'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { Ellipsis, LogOut, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Pop, popItemClass } from '../../ui/popover.tsx';
import { RenameDialog } from './rename-dialog.tsx';

/** Rename or leave a group. */
export function SessionMenu({ session }: { readonly session: SessionListItem }) {
  const client = useClient();
  const [open, setOpen] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <Pop
        label="Chat"
        align="end"
        open={open}
        onOpenChange={setOpen}
        className="grid w-[220px] gap-0.5 p-1.5"
        trigger={
          <IconButton label="More">
            <Ellipsis aria-hidden="true" />
          </IconButton>
        }
      >
        <button
          type="button"
          className={popItemClass}
          onClick={() => {
            setOpen(false);
            setRenaming(true);
          }}
        >
          <Pencil aria-hidden="true" />
          Rename
        </button>
        <button
          type="button"
          className={popItemClass}
          onClick={() => {
            setOpen(false);
            setLeaving(true);
          }}
        >
          <LogOut aria-hidden="true" />
          Leave
        </button>
      </Pop>
      <RenameDialog session={session} open={renaming} onClose={() => setRenaming(false)} />
      <LeaveConfirm
        session={session}
        open={leaving}
        onClose={() => setLeaving(false)}
        onLeave={() => client.removeMember(session.sessionId, client.account.userId)}
      />
    </>
  );
}

function LeaveConfirm(props: {
  readonly session: SessionListItem;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onLeave: () => Promise<void>;
}) {
  return (
    <Confirm
      open={props.open}
      onClose={props.onClose}
      title={
        <>
          Leave <bdi>{props.session.name}</bdi>?
        </>
      }
      description="Nothing more that is said there will reach you. A member can add you again."
      action="Leave"
      onConfirm={props.onLeave}
    />
  );
}
