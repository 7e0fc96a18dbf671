import { CircleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

/** A labelled text field with room for a hint or an error below it. */
export function Field({
  label,
  error,
  hint,
  trailing,
  className,
  ...rest
}: ComponentProps<'input'> & {
  readonly label: string;
  readonly error?: string | null;
  readonly hint?: ReactNode;
  readonly trailing?: ReactNode;
}) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cx('grid gap-1.5', className)}>
      <label htmlFor={id} className="text-small font-[550]">
        {label}
      </label>
      <div className={inputBox(error !== null && error !== undefined)}>
        <input
          id={id}
          {...rest}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className="min-w-0 flex-1 bg-transparent py-2 outline-none max-wide:text-[1rem]"
        />
        {trailing}
      </div>
      {error ? (
        <FieldError id={`${id}-note`}>{error}</FieldError>
      ) : hint ? (
        <p id={`${id}-note`} className="text-small text-ink-3">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export function inputBox(bad: boolean, className?: string): string {
  return cx(
    'flex min-h-(--size-control) w-full items-center gap-2 rounded-md bg-surface px-3',
    'shadow-[inset_0_0_0_1px_var(--color-edge)] focus-within:shadow-[inset_0_0_0_2px_var(--color-focus)]',
    bad && 'shadow-[inset_0_0_0_2px_var(--color-coral)]',
    className,
  );
}

/** What went wrong, in words, said aloud when it appears. */
export function FieldError(props: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p id={props.id} role="alert" className="flex items-start gap-1.5 text-small text-coral">
      <CircleAlert aria-hidden="true" className="mt-px size-4 shrink-0" />
      <span>{props.children}</span>
    </p>
  );
}
