'use client';

import type { SessionListItem } from '@tidemark/sync-client';
import { ArrowLeft, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton, iconButtonClass } from '../../ui/button.tsx';
import { useNow } from '../../time/use-now.ts';
import { TypingText } from '../company/typing-text.tsx';
import { usePresence, useTyping } from '../company/use-company.ts';
import { presenceWords } from '../company/words.ts';
import { SessionMenu } from '../members/session-menu.tsx';
import { SyncLine } from '../sync-pill/sync-line.tsx';

/** Whose session this is, and what can be done with it. */
export function SessionHeader(props: {
  readonly session: SessionListItem;
  readonly membersOpen: boolean;
  readonly onMembers: () => void;
  /** What else can be done, first. */
  readonly children: ReactNode;
}) {
  const { session } = props;
  const group = session.sessionKind === 'group';
  const typists = useTyping(session.sessionId);
  const presence = usePresence(session.sessionId, session.member ? (session.peer?.userId ?? null) : null);
  const now = useNow();
  return (
    <header className="relative z-3 flex h-[60px] shrink-0 items-center gap-[11px] border-b border-line bg-panel ps-[18px] pe-2.5 max-wide:h-14 max-wide:gap-2 max-wide:px-1">
      <Link href={paths.chats} aria-label="Back" className={iconButtonClass(false, 'wide:hidden')}>
        <ArrowLeft aria-hidden="true" className="rtl:-scale-x-100" />
      </Link>
      <Avatar
        id={session.peer?.userId ?? session.sessionId}
        name={session.name}
        group={group}
        size="36px"
        there={presence?.online}
      />
      <div className="min-w-0 flex-1">
        <h1 dir="auto" className="truncate text-start text-[0.9375rem] leading-5 font-[620] tracking-[-0.005em]">
          {session.name}
        </h1>
        <p className="truncate text-caption text-ink-3">
          <SyncLine>
            {typists.length > 0 ? (
              <TypingText session={session} typists={typists} />
            ) : (
              (presenceWords(presence, now) ?? subtitle(session))
            )}
          </SyncLine>
        </p>
      </div>
      {props.children}
      {group && session.member ? (
        <>
          <IconButton label="Members" pressed={props.membersOpen} onClick={props.onMembers}>
            <Users aria-hidden="true" />
          </IconButton>
          <SessionMenu session={session} />
        </>
      ) : null}
    </header>
  );
}

function subtitle(session: SessionListItem): string {
  if (!session.member) return 'You are no longer a member';
  if (session.sessionKind === 'direct') return session.peer ? `@${session.peer.username}` : 'Direct chat';
  return session.memberCount === 1 ? '1 member' : `${session.memberCount.toLocaleString('en')} members`;
}
