import { useId } from 'react';

/** The mark, and the sync glyph: the water level is the state. `level` runs from 0 to 1. */
export function Mark(props: {
  readonly level?: number;
  /** The line above the water: the checkpoint. Left out where the mark is a small glyph. */
  readonly line?: boolean;
  /** A turning, dashed ring: looking for the connection. */
  readonly searching?: boolean;
  /** A bar across: no connection. */
  readonly barred?: boolean;
  readonly className?: string;
}) {
  const clip = useId();
  const level = Math.min(1, Math.max(0, props.level ?? 0.45));
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={props.className ?? 'size-[26px] shrink-0 text-tide'}>
      <clipPath id={clip}>
        <circle cx="16" cy="16" r="12.4" />
      </clipPath>
      <circle
        cx="16"
        cy="16"
        r="13.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeDasharray={props.searching ? '5 4' : undefined}
        className={props.searching ? 'origin-[16px_16px] animate-turn' : undefined}
      />
      {props.barred ? (
        <path d="M7.5 7.5l17 17" stroke="currentColor" strokeWidth="2.6" />
      ) : (
        <g clipPath={`url(#${clip})`}>
          <path
            style={{ transform: `translate(-1px, ${28 - level * 24}px)` }}
            className="transition-transform duration-600 ease-tide"
            d="M-2 0c3-2.4 6-2.4 9 0s6 2.4 9 0 6-2.4 9 0 6 2.4 9 0v40H-2z"
            fill="currentColor"
          />
        </g>
      )}
      {props.line ? <path d="M10.5 10.8h11" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" /> : null}
    </svg>
  );
}
