import { ArrowDown } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { Badge } from '../../ui/badge.tsx';

/** The way back to the newest message, with how many one has not read. */
export function JumpPill(props: {
  /** The scrubber lies at the edge. */
  readonly beside: boolean;
  readonly shown: boolean;
  readonly count: number;
  readonly onPress: () => void;
}) {
  if (!props.shown) return null;
  return (
    <button
      type="button"
      onClick={props.onPress}
      className={cx(
        'absolute end-6 bottom-3.5 flex h-10 items-center gap-2 rounded-full bg-surface ps-3 pe-3.5 text-small font-semibold text-ink shadow-float hover:text-tide-strong max-wide:end-3 max-wide:h-11',
        props.beside && 'wide:end-24',
      )}
    >
      <ArrowDown aria-hidden="true" className="size-[18px] stroke-[1.75]" />
      Newest
      <Badge count={props.count} label={`${props.count} unread`} />
    </button>
  );
}
