'use client';

import type { DayCount, SessionListItem } from '@tidemark/sync-client';
import { CalendarDays } from 'lucide-react';
import { isOnline, useStatus } from '../../sync/hooks.ts';
import { dayKey } from '../../time/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { later } from '../../ui/later.tsx';
import { Pop } from '../../ui/popover.tsx';
import { useDays } from './use-days.ts';

const waiting = () => <div className="h-[352px] w-[336px] max-w-full" aria-busy="true" />;
const calendar = later(async () => (await import('./calendar.tsx')).Calendar, { waiting });

/** Opens the calendar of a session; picking a day goes to its first message. */
export function CalendarButton(props: {
  readonly session: SessionListItem;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** The day that is read now. */
  readonly day: string | null;
  readonly onPick: (day: DayCount) => void;
  readonly onNewest: () => void;
}) {
  const { session, open, onOpen } = props;
  const known = useDays(session, open);
  const online = isOnline(useStatus());
  return (
    <Pop
      label="Jump to date"
      align="end"
      open={open}
      onOpenChange={onOpen}
      trigger={
        <IconButton label="Jump to date" pressed={open}>
          <CalendarDays aria-hidden="true" />
        </IconButton>
      }
    >
      {known === null && !online ? (
        <p className="w-[336px] max-w-full px-5 py-4 text-ink-2">
          The days of this chat are not on this device yet. They come when it reaches the server.
        </p>
      ) : known === null ? (
        waiting()
      ) : (
        <calendar.Part
          known={known}
          day={props.day ?? known.days.at(-1)?.day ?? dayKey(session.lastAt)}
          onPick={(day) => {
            onOpen(false);
            props.onPick(day);
          }}
          onNewest={() => {
            onOpen(false);
            props.onNewest();
          }}
        />
      )}
    </Pop>
  );
}
