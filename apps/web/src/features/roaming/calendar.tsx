'use client';

import type { DayCount, KnownDays } from '@tidemark/sync-client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { dateLabel, monthLabel, weekdayNames } from '../../time/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { keyLeadsTo, monthOf, shiftMonth, strengthOf, weeksOf } from './month.ts';

const SHADES = { 1: 'bg-tide-faint', 2: 'bg-tide-soft', 3: 'bg-tide-soft ring-1 ring-tide/40 ring-inset' } as const;
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 0 });

/** A month of a session with how much was said on each day. A day with messages is picked by pointer or keyboard. */
export function Calendar(props: {
  readonly known: KnownDays;
  /** The day that is read now, as YYYY-MM-DD. */
  readonly day: string;
  readonly onPick: (day: DayCount) => void;
  readonly onNewest: () => void;
}) {
  const { known } = props;
  const [focus, setFocus] = useState(props.day);
  const grid = useRef<HTMLDivElement>(null);
  const moved = useRef(true);
  const counts = useMemo(() => new Map(known.days.map((day) => [day.day, day])), [known.days]);
  const [oldest, newest] = [monthOf(known.days[0]?.day ?? props.day), monthOf(known.days.at(-1)?.day ?? props.day)];
  const month = monthOf(focus);
  const inMonth = known.days.filter(({ day }) => monthOf(day) === month);
  const most = Math.max(0, ...inMonth.map(({ messages }) => messages));
  const total = inMonth.reduce((sum, { messages }) => sum + messages, 0);
  const years = Array.from(
    { length: Number(newest.slice(0, 4)) - Number(oldest.slice(0, 4)) + 1 },
    (_, n) => Number(oldest.slice(0, 4)) + n,
  );

  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    moved.current = false;
  }, [focus]);

  const clamp = (day: string) => (monthOf(day) < oldest ? `${oldest}-01` : monthOf(day) > newest ? focus : day);
  const show = (next: string) => setFocus(clamp(`${next}-01`));
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyLeadsTo(focus, event.key, event.shiftKey);
    if (next === null) return;
    event.preventDefault();
    moved.current = true;
    setFocus(clamp(next));
  };

  return (
    <div className="w-[336px] max-w-full p-3.5" data-calendar="">
      <div className="flex items-center gap-1 ps-1.5 pb-1">
        <h2 className="flex-1 text-body font-[620]" aria-live="polite">
          {monthLabel(month)}
        </h2>
        {years.length > 1 ? (
          <select
            aria-label="Year"
            value={month.slice(0, 4)}
            onChange={(event) => {
              const wanted = `${event.target.value}${month.slice(4)}`;
              show(wanted < oldest ? oldest : wanted > newest ? newest : wanted);
            }}
            className="tabular h-9 rounded-md bg-surface px-1.5 text-small text-ink-2 hover:bg-hover"
          >
            {years.map((year) => (
              <option key={year}>{year}</option>
            ))}
          </select>
        ) : null}
        <IconButton label="Month before" disabled={month <= oldest} onClick={() => show(shiftMonth(month, -1))}>
          <ChevronLeft aria-hidden="true" className="rtl:-scale-x-100" />
        </IconButton>
        <IconButton label="Month after" disabled={month >= newest} onClick={() => show(shiftMonth(month, 1))}>
          <ChevronRight aria-hidden="true" className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      <div
        ref={grid}
        role="grid"
        tabIndex={-1}
        aria-label={monthLabel(month)}
        onKeyDown={onKeyDown}
        className="grid gap-0.5"
      >
        <div role="row" className="grid grid-cols-7 gap-0.5">
          {weekdayNames().map(({ short, long }) => (
            <span
              key={long}
              role="columnheader"
              aria-label={long}
              className="py-1.5 text-center text-caption text-ink-3"
            >
              {short}
            </span>
          ))}
        </div>
        {weeksOf(month).map((week, row) => (
          <div key={week.find(Boolean) ?? row} role="row" className="grid grid-cols-7 gap-0.5">
            {week.map((day, column) =>
              day === null ? (
                <span key={`blank-${column}`} aria-hidden="true" className="h-11" />
              ) : (
                <Day
                  key={day}
                  day={day}
                  count={counts.get(day)}
                  most={most}
                  current={day === props.day}
                  tabbable={day === focus}
                  onPick={props.onPick}
                />
              ),
            )}
          </div>
        ))}
      </div>
      <div className="mt-3 flex min-h-9 items-center gap-2 border-t border-line ps-1.5 pt-2.5">
        <span className="tabular flex-1 text-caption text-ink-3">
          {total.toLocaleString('en')} {total === 1 ? 'message' : 'messages'} in {monthLabel(month)}
        </span>
        <button
          type="button"
          onClick={props.onNewest}
          className="rounded-md px-2.5 py-1.5 text-small font-[550] text-tide hover:bg-hover"
        >
          Newest
        </button>
      </div>
    </div>
  );
}

function Day(props: {
  readonly day: string;
  readonly count: DayCount | undefined;
  readonly most: number;
  readonly current: boolean;
  readonly tabbable: boolean;
  readonly onPick: (day: DayCount) => void;
}) {
  const { day, count, current } = props;
  const said = count === undefined ? 'no messages' : count.messages === 1 ? '1 message' : `${count.messages} messages`;
  return (
    <span role="gridcell" aria-selected={current} className="contents">
      <button
        type="button"
        tabIndex={props.tabbable ? 0 : -1}
        aria-label={`${dateLabel(day)}, ${said}`}
        aria-disabled={count === undefined}
        data-day={day}
        onClick={() => {
          if (count) props.onPick(count);
        }}
        className={cx(
          'tabular grid h-11 place-content-center justify-items-center rounded-md text-small leading-[1.15] focus-visible:outline-offset-1',
          count ? 'font-semibold text-ink hover:bg-tide-soft' : 'text-ink-3',
          count && !current && SHADES[strengthOf(count, props.most)],
          current && 'bg-tide! text-on-tide!',
        )}
      >
        {Number(day.slice(8))}
        {count ? (
          <span className={cx('text-micro font-[450]', current ? 'text-on-tide' : 'text-ink-2')}>
            {count.messages > 9_999 ? compact.format(count.messages) : count.messages.toLocaleString('en')}
          </span>
        ) : null}
      </button>
    </span>
  );
}
