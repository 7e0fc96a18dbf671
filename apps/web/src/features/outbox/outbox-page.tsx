'use client';

import type { OutboxItem, SessionListItem } from '@tidemark/sync-client';
import { Inbox } from 'lucide-react';
import { useClient, useSessions, useStatus } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Box } from '../settings/box.tsx';
import { SettingsPage } from '../settings/page.tsx';
import { lanesOf } from './lanes.ts';
import { OutboxRow } from './outbox-row.tsx';
import { StrandedText } from './stranded-text.tsx';
import { OUTBOX_PLACE, strandedIn } from './stranded.ts';
import { useUnfinished } from '../composer/use-unfinished.ts';

/** All that was done on this device and is not confirmed, by chat, in the order in which it goes out. */
export function OutboxPage() {
  const client = useClient();
  const items = useLive(client, 'outbox', () => client.live.outbox());
  const sessions = useSessions();
  const isLive = useStatus().kind === 'live';
  const lanes = lanesOf(items ?? []);
  const { kept, put } = useUnfinished(OUTBOX_PLACE);
  const stranded = items ? strandedIn(items, kept) : null;
  const sessionOf = (id: string) => sessions?.find(({ sessionId }) => sessionId === id) ?? null;
  return (
    <SettingsPage
      screen="outbox"
      title="Outbox"
      lead="What you did on this device and the server has not confirmed. Sent chat by chat, the oldest first."
    >
      {stranded ? (
        <StrandedText amend={stranded} session={sessionOf(stranded.sessionId)} onDone={() => put(null)} />
      ) : null}
      {items !== undefined && lanes.length === 0 && !stranded ? (
        <Empty title="Nothing waits" icon={<Inbox aria-hidden="true" className="size-8 stroke-[1.5]" />}>
          All that you wrote on this device is on the server.
        </Empty>
      ) : null}
      {lanes.map(({ sessionId, items: lane }) => (
        <Lane key={sessionId} items={lane} session={sessionOf(sessionId)} isLive={isLive} />
      ))}
    </SettingsPage>
  );
}

function Lane(props: {
  readonly items: readonly OutboxItem[];
  readonly session: SessionListItem | null;
  readonly isLive: boolean;
}) {
  const { session, items } = props;
  const isOwn = items.every(({ action }) => action.kind === 'set');
  const name = session?.name ?? (isOwn ? 'Your own data' : 'A chat that is not on this device');
  const direct = session?.sessionKind === 'direct';
  return (
    <Box
      title={name}
      icon={
        <Avatar
          id={(direct ? session.peer?.userId : session?.sessionId) ?? ''}
          name={name}
          group={!direct}
          size="28px"
        />
      }
      aside={
        <span className="tabular text-caption text-ink-3">
          {items.length === 1 ? '1 action' : `${items.length.toLocaleString('en')} actions`}
        </span>
      }
    >
      <ol className="divide-y divide-line">
        {items.map((item, index) => (
          <OutboxRow key={item.clientId} item={item} place={index + 1} isLive={props.isLive} />
        ))}
      </ol>
    </Box>
  );
}
