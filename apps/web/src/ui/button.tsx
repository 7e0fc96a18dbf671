import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

const LOOKS = {
  primary: 'bg-tide text-on-tide hover:bg-tide-strong',
  quiet: 'bg-surface shadow-[inset_0_0_0_1px_color-mix(in_srgb,var(--color-ink)_18%,transparent)] hover:bg-hover',
  plain: 'px-2 text-tide hover:bg-hover',
  danger:
    'bg-surface text-coral shadow-[inset_0_0_0_1px_color-mix(in_srgb,var(--color-ink)_18%,transparent)] hover:bg-coral-soft',
} as const;

export type ButtonLook = keyof typeof LOOKS;

/** A button with words. `busy` keeps its size and name, and takes no second press. */
export function Button({
  look = 'quiet',
  small,
  busy,
  className,
  disabled,
  ...rest
}: ComponentProps<'button'> & { readonly look?: ButtonLook; readonly small?: boolean; readonly busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClass(look, small, className)}
    />
  );
}

export function buttonClass(look: ButtonLook, small?: boolean, className?: string): string {
  return cx(
    'inline-flex items-center justify-center gap-2 rounded-md px-3.5 font-[550] transition-colors duration-80',
    'disabled:bg-sunken disabled:text-ink-3 disabled:shadow-none',
    small ? 'touch min-h-[30px] px-[11px] text-small' : 'min-h-(--size-control)',
    LOOKS[look],
    className,
  );
}

/** A button that is an icon; `label` is its name, and its tooltip. */
export function IconButton({
  label,
  pressed,
  className,
  ...rest
}: ComponentProps<'button'> & { readonly label: string; readonly pressed?: boolean }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      {...rest}
      className={iconButtonClass(pressed, className)}
    />
  );
}

export function iconButtonClass(pressed?: boolean, className?: string): string {
  return cx(
    'inline-grid size-(--size-control) shrink-0 place-items-center rounded-md text-ink-2 transition-colors duration-80',
    'hover:bg-hover hover:text-ink data-popup-open:bg-hover [&_svg]:size-[18px] [&_svg]:stroke-[1.75]',
    pressed && 'bg-tide-soft text-tide-strong hover:bg-tide-soft hover:text-tide-strong',
    className,
  );
}
