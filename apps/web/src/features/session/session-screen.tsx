'use client';

import type { SyncStatus } from '@tidemark/sync-client';
import { ArrowLeft, CircleAlert, RefreshCw } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useAskedAgain } from '../../routing/asked-again.ts';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { useSession, useStatus } from '../../sync/hooks.ts';
import { Button, buttonClass, iconButtonClass } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Bone, Late } from '../../ui/skeleton.tsx';
import { SyncLine } from '../sync-pill/sync-line.tsx';
import { MembersPanel } from '../members/members-panel.tsx';
import { FeedBones } from './feed-bones.tsx';
import { SessionFeed } from './session-feed.tsx';
import { SessionHeader } from './session-header.tsx';
import type { Goal } from './use-timeline.ts';
import { CalendarButton } from '../roaming/calendar-button.tsx';

/** What is open on the right: a session with its head, its messages, and its members where asked for. */
export function SessionScreen(props: {
  readonly sessionId: string;
  /** A message of it that is to be shown. */
  readonly seq: number | null;
}) {
  return (
    <ErrorBoundary fallback={(error, retry) => <Failed message={error.message} onRetry={retry} />}>
      <Open sessionId={props.sessionId} seq={props.seq} />
    </ErrorBoundary>
  );
}

function Open(props: { readonly sessionId: string; readonly seq: number | null }) {
  const session = useSession(props.sessionId);
  const status = useStatus();
  const [members, setMembers] = useState(false);
  const [calendar, setCalendar] = useState(false);
  const [day, setDay] = useState<string | null>(null);
  const again = useAskedAgain();
  const [asked, setAsked] = useState<{ readonly seq: number | null; readonly again: number }>({ seq: null, again });
  const [goal, setGoal] = useState<Goal | null>(null);
  const goTo = (seq: number, align: Goal['align']) => setGoal((before) => ({ id: (before?.id ?? 0) + 1, seq, align }));
  if (asked.seq !== props.seq || asked.again !== again) {
    setAsked({ seq: props.seq, again });
    if (props.seq !== null) goTo(props.seq, 'center');
  }
  const openCalendar = useCallback(() => setCalendar(true), []);

  if (session === undefined) return <Loading />;
  if (session === null) return saysUnknown(status) ? <Unknown /> : <Loading />;
  // Who is no longer a member has no list to see, and no button to close it with.
  if (members && !session.member) setMembers(false);
  const group = session.sessionKind === 'group';
  return (
    <>
      <main className="relative flex min-w-0 flex-1 flex-col bg-shore">
        <SessionHeader session={session} membersOpen={members} onMembers={() => setMembers(!members)}>
          <CalendarButton
            session={session}
            open={calendar}
            onOpen={setCalendar}
            day={day}
            onPick={({ first }) => goTo(first, 'top')}
            onNewest={() => goTo(session.visibleUntil ?? session.head, 'start')}
          />
        </SessionHeader>
        <SessionFeed session={session} goal={goal} onDay={setDay} day={day} onCalendar={openCalendar} />
      </main>
      {group && members ? <MembersPanel session={session} onClose={() => setMembers(false)} /> : null}
    </>
  );
}

/** While the device may still be told of the session, its absence proves nothing. */
function saysUnknown({ kind }: SyncStatus): boolean {
  return kind === 'live' || kind === 'offline' || kind === 'outdated';
}

function Loading() {
  return (
    <main className="flex min-w-0 flex-1 flex-col bg-shore" aria-busy="true">
      <div className="flex h-[60px] shrink-0 items-center gap-[11px] border-b border-line bg-panel px-[18px] max-wide:h-14 max-wide:gap-2 max-wide:px-1">
        <Link href={paths.chats} aria-label="Back" className={iconButtonClass(false, 'wide:hidden')}>
          <ArrowLeft aria-hidden="true" />
        </Link>
        <Late>
          <Bone round className="size-9" />
          <div className="grid gap-2">
            <Bone className="w-28" />
            <div className="text-caption leading-2.5">
              <SyncLine>
                <Bone className="h-2.5 w-20" />
              </SyncLine>
            </div>
          </div>
        </Late>
      </div>
      <div className="flex flex-1 flex-col justify-end pb-16">
        <Late>
          <FeedBones />
        </Late>
      </div>
    </main>
  );
}

function Unknown() {
  return (
    <main className="flex min-w-0 flex-1 bg-shore">
      <Empty
        title="This chat is not here"
        action={
          <Link href={paths.chats} className={buttonClass('primary')}>
            To your chats
          </Link>
        }
      >
        There is no such chat for you, or this device has not heard of it yet.
      </Empty>
    </main>
  );
}

function Failed(props: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <main className="flex min-w-0 flex-1 bg-shore">
      <Empty
        title="This chat did not load"
        icon={<CircleAlert aria-hidden="true" className="size-6 text-ink" />}
        action={
          <Button look="primary" onClick={props.onRetry}>
            <RefreshCw aria-hidden="true" className="size-[18px]" />
            Try again
          </Button>
        }
      >
        <p>It could not be read from this device. What you wrote is safe in the outbox.</p>
        <p className="mt-2 font-mono text-caption text-ink-3 wrap-anywhere">{props.message}</p>
      </Empty>
    </main>
  );
}
