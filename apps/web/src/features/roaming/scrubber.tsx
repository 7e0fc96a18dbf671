'use client';

import type { DayCount, KnownDays, Range } from '@tidemark/sync-client';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { dateLabel } from '../../time/format.ts';
import { cx } from '../../ui/cx.ts';
import { barsOf, dayIndex, dayNumber, nearestDay, placeOnScale, scaleOf, stepFrom, ticksOf } from './scale.ts';
import { useHeight } from './use-height.ts';

/** Keys that follow each other are one way: one goes when they rest, in ms. */
const KEYS_REST = 180;
/** Space between two labels, in px. */
const LABEL_GAP = 34;

/**
 * The whole life of a session by time, beside its messages: one bar per stretch of days, filled where this device holds
 * it. Drag or use the keys to go somewhere.
 */
export function Scrubber(props: {
  readonly known: KnownDays;
  readonly held: readonly Range[];
  readonly head: number;
  /** The day of what is on top, as YYYY-MM-DD. */
  readonly day: string | null;
  /** One scrolls: where there is little room it shows itself then. */
  readonly active: boolean;
  readonly onGo: (day: DayCount) => void;
  readonly onOldest: () => void;
  readonly onNewest: () => void;
}) {
  const { known, held, head, day } = props;
  const track = useRef<HTMLDivElement>(null);
  const height = useHeight(track);
  const scale = useMemo(() => scaleOf(known.days), [known.days]);
  const bars = useMemo(() => barsOf(scale, held, head), [scale, held, head]);
  const ticks = useMemo(() => ticksOf(scale, LABEL_GAP / Math.max(1, height)), [scale, height]);
  /** Where one is about to go, as the index of a day. */
  const [aim, setAim] = useState<number | null>(null);
  const [dragging, setDragging] = useState(false);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  // The knob waits at its goal until the list is there.
  const drags = useRef(false);
  useEffect(() => {
    if (!drags.current) setAim(null);
  }, [day]);
  useEffect(() => () => clearTimeout(rest.current), []);

  const current = day === null ? scale.days.length - 1 : dayIndex(scale, day);
  const index = Math.min(aim ?? current, scale.days.length - 1);
  const shown = scale.days[index];
  if (!shown) return null;
  const number = dayNumber(shown.day);
  const at = placeOnScale(scale, number);
  const bar = bars.find(({ from, to }) => number >= from && number < to);

  const go = (to: number) => {
    const goal = scale.days[to];
    if (!goal) return;
    if (to === 0) props.onOldest();
    else if (to === scale.days.length - 1) props.onNewest();
    else props.onGo(goal);
  };
  const point = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    return box ? nearestDay(scale, (event.clientY - box.top) / Math.max(1, box.height)) : index;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const end = scale.days.length - 1;
    const moves: Record<string, number> = {
      ArrowUp: index - 1,
      ArrowLeft: index - 1,
      ArrowDown: index + 1,
      ArrowRight: index + 1,
      PageUp: stepFrom(scale, index, -1),
      PageDown: stepFrom(scale, index, 1),
      Home: 0,
      End: end,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const to = Math.min(end, Math.max(0, move));
    setAim(to);
    clearTimeout(rest.current);
    rest.current = setTimeout(() => go(to), KEYS_REST);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Timeline"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={scale.days.length - 1}
      aria-valuenow={index}
      aria-valuetext={`${dateLabel(shown.day)}, ${shown.messages.toLocaleString('en')} messages`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus({ preventScroll: true });
        // What the keys were about to do is overtaken.
        clearTimeout(rest.current);
        drags.current = true;
        setDragging(true);
        setAim(point(event));
      }}
      onPointerMove={(event) => {
        if (dragging) setAim(point(event));
      }}
      onPointerUp={(event) => {
        if (!dragging) return;
        drags.current = false;
        setDragging(false);
        go(point(event));
      }}
      onPointerCancel={() => {
        drags.current = false;
        setDragging(false);
        setAim(null);
      }}
      className={cx(
        'group absolute inset-y-0 end-2.5 z-2 w-[84px] touch-none outline-none select-none',
        // Where the list fills the width it comes with scrolling, and only its knob.
        'transition-opacity duration-140 @max-[900px]:end-0 @max-[900px]:w-9',
        !props.active &&
          !dragging &&
          '@max-[900px]:pointer-events-none @max-[900px]:opacity-0 focus-visible:opacity-100!',
      )}
    >
      <div ref={track} className="absolute inset-x-0 inset-y-5">
        {bars.map((one) => (
          <i
            key={one.from}
            aria-hidden="true"
            className={cx(
              'absolute end-2 h-(--thick) -translate-y-1/2 rounded-full @max-[900px]:hidden',
              one.held
                ? 'bg-[color-mix(in_srgb,var(--color-tide)_82%,var(--color-shore))]'
                : 'bg-[color-mix(in_srgb,var(--color-edge)_52%,var(--color-shore))]',
            )}
            style={
              {
                top: `${one.at * 100}%`,
                width: `${4 + one.weight * 30}px`,
                '--thick': `${Math.max(2, Math.min(5, (height / Math.max(1, bars.length)) * 0.6))}px`,
              } as CSSProperties
            }
          />
        ))}
        {ticks.map((tick) => (
          <span
            key={tick.at}
            aria-hidden="true"
            className="absolute end-[54px] -translate-y-1/2 text-micro font-[550] whitespace-nowrap text-ink-2 after:absolute after:top-1/2 after:left-[calc(100%+3px)] after:h-px after:w-[5px] after:bg-edge @max-[900px]:hidden"
            style={{ top: `${tick.at * 100}%` }}
          >
            {aim === null ? tick.short : tick.text}
          </span>
        ))}
        <span
          aria-hidden="true"
          className="absolute end-0.5 h-[26px] w-12 -translate-y-1/2 cursor-grab rounded-lg bg-[color-mix(in_srgb,var(--color-tide)_10%,transparent)] shadow-[inset_0_0_0_2px_var(--color-tide)] group-focus-visible:outline-2 group-focus-visible:outline-offset-2 group-focus-visible:outline-focus @max-[900px]:h-11 @max-[900px]:w-7 @max-[900px]:bg-surface"
          style={{ top: `${at * 100}%` }}
        />
        {aim !== null ? (
          <span
            aria-hidden="true"
            data-scrub-bubble=""
            className="pointer-events-none absolute end-[calc(100%+4px)] -translate-y-1/2 rounded-xl bg-tide px-3.5 py-2 whitespace-nowrap text-on-tide shadow-float @max-[900px]:end-[calc(100%+10px)]"
            style={{ top: `${at * 100}%` }}
          >
            <b className="block text-body leading-5 font-[620]">{dateLabel(shown.day)}</b>
            <span className="tabular text-caption">
              #{shown.first.toLocaleString('en')}
              {bar ? ` · ${bar.messages.toLocaleString('en')} in this ${scale.unit}` : null}
            </span>
          </span>
        ) : null}
      </div>
    </div>
  );
}
