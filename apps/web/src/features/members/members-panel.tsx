'use client';

import type { SessionListItem, SessionMember } from '@tidemark/sync-client';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Tag } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { FieldError } from '../../ui/field.tsx';
import { Bone, Late } from '../../ui/skeleton.tsx';
import { useNow } from '../../time/use-now.ts';
import { usePresence } from '../company/use-company.ts';
import { presenceWords } from '../company/words.ts';
import { AddMember } from './add-member.tsx';
import { useMembers } from './use-members.ts';

/** Who is in the group: add by username, remove as the owner. A column where there is room, else a sheet. */
export function MembersPanel(props: { readonly session: SessionListItem; readonly onClose: () => void }) {
  const { session } = props;
  const client = useClient();
  const { members, error, reload } = useMembers(session);
  const [removing, setRemoving] = useState<SessionMember | null>(null);
  const [named, setNamed] = useState<SessionMember | null>(null);
  if (removing && removing !== named) setNamed(removing);
  const selfId = client.account.userId;
  const owner = members?.some((member) => member.userId === selfId && member.role === 'owner') ?? false;

  return (
    <aside
      aria-label="Members"
      className="flex min-h-0 w-[320px] shrink-0 flex-col border-s border-line bg-panel max-roomy:fixed max-roomy:inset-y-0 max-roomy:end-0 max-roomy:z-10 max-roomy:shadow-dialog max-wide:w-full max-wide:border-0"
    >
      <header className="flex h-[60px] shrink-0 items-center gap-2 border-b border-line ps-[18px] pe-2.5 max-wide:h-14">
        <h2 className="flex-1 text-[0.9375rem] font-[620]">Members</h2>
        <IconButton label="Close" onClick={props.onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      {session.member ? <AddMember session={session} onAdded={reload} /> : null}
      <div
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys scroll it: its rows may hold nothing to focus
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-4 focus-visible:-outline-offset-2 [scrollbar-width:thin]"
      >
        {members === null ? (
          error !== null ? (
            <div className="grid justify-items-start gap-2 px-2.5 py-3">
              <FieldError>{error}</FieldError>
              <Button small onClick={() => void reload()}>
                Try again
              </Button>
            </div>
          ) : (
            <Late>
              <Bones />
            </Late>
          )
        ) : (
          <ul aria-label="Members">
            {members.map((member) => (
              <MemberRow
                key={member.userId}
                sessionId={session.sessionId}
                member={member}
                self={member.userId === selfId}
                onRemove={owner && member.userId !== selfId ? () => setRemoving(member) : null}
              />
            ))}
          </ul>
        )}
      </div>
      <Confirm
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={
          <>
            Remove <bdi>{named?.displayName}</bdi>?
          </>
        }
        description="Nothing more that is said here will reach them. What they have read so far stays theirs."
        action="Remove"
        onConfirm={async () => {
          if (!removing) return;
          await client.removeMember(session.sessionId, removing.userId);
          await reload();
        }}
      />
    </aside>
  );
}

function MemberRow(props: {
  readonly sessionId: string;
  readonly member: SessionMember;
  readonly self: boolean;
  readonly onRemove: (() => void) | null;
}) {
  const { member } = props;
  const presence = usePresence(props.sessionId, props.self ? null : member.userId);
  const there = presenceWords(presence, useNow());
  return (
    <li className="group flex min-h-[52px] items-center gap-[11px] rounded-row px-2.5 hover:bg-hover">
      <Avatar id={member.userId} name={member.displayName} size="36px" there={presence?.online} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-[570]">
          <bdi>{member.displayName}</bdi>
          {props.self ? <span className="font-normal text-ink-3"> you</span> : null}
        </p>
        <p className="truncate text-caption text-ink-3">
          @{member.username}
          {there === null ? null : ` · ${there}`}
        </p>
      </div>
      {member.role === 'owner' ? <Tag>owner</Tag> : null}
      {props.onRemove ? (
        <Button
          small
          look="plain"
          className="text-coral"
          aria-label={`Remove ${member.displayName}`}
          onClick={props.onRemove}
        >
          Remove
        </Button>
      ) : null}
    </li>
  );
}

function Bones() {
  return (
    <div aria-hidden="true">
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex h-[52px] items-center gap-3 px-2.5">
          <Bone round className="size-9" />
          <div className="grid flex-1 gap-2">
            <Bone className="w-24" />
            <Bone className="h-2.5 w-16" />
          </div>
        </div>
      ))}
    </div>
  );
}
