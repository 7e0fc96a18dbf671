import { type LagSample, sparkPoints } from './lag.ts';

const [WIDTH, HEIGHT] = [96, 20];

/** How the lag has moved since this page began to look. */
export function Spark(props: { readonly samples: readonly LagSample[] }) {
  const most = Math.max(0, ...props.samples.map(({ lag }) => lag));
  return (
    <svg
      role="img"
      aria-label={`Lag since this page was opened, at most ${most.toLocaleString('en')}`}
      viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
      className="h-6 w-24 shrink-0 overflow-visible"
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className="stroke-line" />
      <polyline
        points={sparkPoints(props.samples, WIDTH, HEIGHT)}
        fill="none"
        strokeLinejoin="round"
        className="stroke-tide stroke-[1.5]"
      />
    </svg>
  );
}
