import { cx } from '../../ui/cx.ts';
import { listOf } from './people.ts';
import type { Reacted } from './reactions.ts';

/** The emoji on a message. Pressing one puts one's own there too, or takes it off. */
export function ReactionChips(props: {
  readonly reacted: readonly Reacted[];
  readonly own: boolean;
  readonly nameOf: (userId: string) => string;
  /** Null where one may only look. */
  readonly onToggle: ((emoji: string, on: boolean) => void) | null;
}) {
  const { onToggle } = props;
  return (
    <div
      role="group"
      aria-label="Reactions"
      className={cx('mt-[3px] mb-0.5 flex flex-wrap gap-1', props.own && 'justify-end')}
    >
      {props.reacted.map(({ emoji, userIds, mine }) => {
        const who = listOf(userIds.map(props.nameOf));
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={mine}
            aria-label={`${emoji} ${userIds.length}: ${who}`}
            title={who}
            disabled={onToggle === null}
            onClick={() => onToggle?.(emoji, !mine)}
            className={cx(
              'tabular inline-flex h-[26px] items-center gap-[5px] rounded-full px-2 text-caption font-[550] max-wide:h-8 max-wide:px-2.5',
              mine
                ? 'bg-tide-soft text-tide-strong shadow-[inset_0_0_0_1.5px_var(--color-tide)]'
                : 'bg-surface text-ink-2 shadow-[inset_0_0_0_1px_var(--color-line)] enabled:hover:bg-hover',
            )}
          >
            <span className="text-[0.875rem] leading-none">{emoji}</span>
            {userIds.length}
          </button>
        );
      })}
    </div>
  );
}
