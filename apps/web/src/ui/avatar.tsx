import { hueOf, initialsOf } from './hue.ts';
import { cx } from './cx.ts';

/** A person is a circle, a group a squircle. Says nothing to a screen reader: the name always stands beside it. */
export function Avatar(props: {
  readonly id: string;
  readonly name: string;
  readonly group?: boolean;
  /** Any CSS length. */
  readonly size?: string;
  /** One letter only, for small ones. */
  readonly short?: boolean;
  /** A dot for who is there. The word for it stands elsewhere. */
  readonly there?: boolean;
  readonly className?: string;
}) {
  const hue = hueOf(props.id);
  const initials = initialsOf(props.name);
  const size = props.size ?? '44px';
  return (
    <span
      aria-hidden="true"
      className={cx(
        'relative grid shrink-0 select-none place-items-center font-semibold tracking-[-0.01em]',
        props.group ? 'rounded-[30%]' : 'rounded-full',
        props.className,
      )}
      style={{
        width: size,
        height: size,
        fontSize: `calc(${size} * 0.36)`,
        background: `var(--avatar-${hue}-bg)`,
        color: `var(--avatar-${hue}-fg)`,
      }}
    >
      {props.short ? [...initials][0] : initials}
      {props.there ? (
        <span className="absolute -inset-e-px -bottom-px size-[27%] min-h-[9px] min-w-[9px] rounded-full bg-kelp shadow-[0_0_0_2px_var(--color-panel)]" />
      ) : null}
    </span>
  );
}
