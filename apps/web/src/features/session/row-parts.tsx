'use client';

import { dayLabel } from '../../time/format.ts';
import { useNow } from '../../time/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Mark } from '../../ui/mark.tsx';
import type { BeginningRow } from './rows.ts';

/** The line between two days. */
export function DayLine(props: { readonly at: number; readonly onPress: () => void }) {
  const now = useNow();
  return (
    <div className="flex justify-center pt-[18px] pb-2.5 text-caption font-[550] text-ink-2">
      {/* No button: a feed has none among its articles. The one in the head does the same for the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <time
        dateTime={new Date(props.at).toISOString()}
        onClick={props.onPress}
        className="cursor-pointer rounded-md px-2 hover:text-tide-strong"
      >
        {dayLabel(props.at, now)}
      </time>
    </div>
  );
}

/** Where one had read to when the session was opened. */
export function NewLine(props: { readonly count: number }) {
  return (
    <div
      data-new-line=""
      className="flex items-center gap-2.5 pt-[18px] pb-1 text-caption font-semibold text-tide before:h-[1.5px] before:flex-1 before:rounded-full before:bg-current before:opacity-55 after:h-[1.5px] after:flex-1 after:rounded-full after:bg-current after:opacity-55"
    >
      <Mark className="size-[15px] text-tide" />
      <span className="tabular">{props.count.toLocaleString('en')} new</span>
    </div>
  );
}

/** What happened besides messages. */
export function SystemLine(props: { readonly text: string; readonly seq: number }) {
  return (
    <p data-event-seq={props.seq} className="px-4 pt-3 pb-1.5 text-center text-caption text-ink-3 wrap-anywhere">
      {props.text}
    </p>
  );
}

const WHY_NOTHING_ABOVE = {
  joined: ['This is where you joined', 'What was said before is not shown to you.'],
  expired: ['Older messages have expired', 'Messages of this chat are kept for a limited time.'],
  unknown: ['Nothing older is shown', 'What was said before has expired, or was said before you joined.'],
} as const;

/** The first thing of a session: nothing lies above. */
export function Beginning(props: {
  readonly name: string;
  readonly group: boolean;
  readonly why: BeginningRow['why'];
}) {
  const [title, note] = props.why === 'start' ? [null, null] : WHY_NOTHING_ABOVE[props.why];
  const whole = props.group
    ? 'Everything said here is on every device of every member.'
    : 'Everything you two write is on all your devices.';
  return (
    <div className="grid justify-items-center gap-1 px-6 pt-10 pb-4 text-center">
      <Mark line level={0.3} className="mb-2 size-9 text-ink-3" />
      <p className="font-[620]">
        {title ?? (
          <>
            The beginning of <bdi>{props.name}</bdi>
          </>
        )}
      </p>
      <p className="max-w-[34ch] text-small text-ink-2">{note ?? whole}</p>
    </div>
  );
}

export type GapState = 'filling' | 'offline' | 'failed';

/**
 * A hole in what this device holds, as a thing one sees and can fill. No higher than what it stands for (see `gapHeight`):
 * where one is at the end, what shrinks as it fills takes down all that is above it.
 */
export function Gap(props: {
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly state: GapState;
  readonly onFill: () => void;
}) {
  const small = props.count === 1;
  const number = props.count.toLocaleString('en');
  const what = props.count === 1 ? '1 message is' : `${number} messages are`;
  const title = props.state === 'filling' ? `Fetching, ${number} to go` : `${what} not on this device`;
  const note = {
    filling: `#${props.from.toLocaleString('en')} to #${props.to.toLocaleString('en')}`,
    offline: 'Will fill when you are back.',
    failed: 'They could not be fetched.',
  }[props.state];
  return (
    <article aria-label={title} aria-busy={props.state === 'filling'} className={small ? 'py-1.5' : 'py-3'}>
      <div className="relative overflow-hidden rounded-lg shadow-[inset_0_0_0_1px_var(--color-line)]">
        <div
          aria-hidden="true"
          className={
            props.state === 'filling'
              ? 'absolute inset-0 bg-tide-faint'
              : 'hatched absolute inset-px [mask:linear-gradient(to_right,transparent_42%,#000_85%)]'
          }
        />
        <div className={cx('relative flex items-center gap-3.5 px-4', small ? 'min-h-9' : 'min-h-[76px] py-2')}>
          <Mark
            level={props.state === 'filling' ? 0.5 : 0.15}
            className={props.state === 'filling' ? 'size-6 shrink-0 text-tide' : 'size-6 shrink-0 text-ink-3'}
          />
          <div className="tabular min-w-0 flex-1">
            <p className="font-semibold">{title}</p>
            {small ? null : <p className="text-small text-ink-2">{note}</p>}
          </div>
          {props.state === 'failed' ? (
            <Button small onClick={props.onFill}>
              Try again
            </Button>
          ) : null}
        </div>
      </div>
    </article>
  );
}
