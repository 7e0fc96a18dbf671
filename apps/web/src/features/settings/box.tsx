import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';

/** A card with a title. */
export function Box(props: {
  readonly title: string;
  readonly icon?: ReactNode;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section
      aria-label={props.title}
      className={cx('rounded-lg bg-surface shadow-[inset_0_0_0_1px_var(--color-line)]', props.className)}
    >
      <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-[18px] py-2">
        {props.icon}
        <h2 className="min-w-0 flex-1 font-[620] wrap-anywhere">{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** Numbers side by side, each under its name. */
export function Facts(props: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <dl
      className={cx(
        'grid grid-cols-4 max-wide:grid-cols-2 [&>div]:border-line max-wide:[&>div:nth-child(odd)]:border-e wide:[&>div:not(:last-child)]:border-e',
        props.className,
      )}
    >
      {props.children}
    </dl>
  );
}

export function Fact(props: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 border-t px-[18px] py-3.5">
      <dt className="text-caption text-ink-2">{props.name}</dt>
      <dd className="tabular mt-0.5 font-[620] wrap-anywhere [&_small]:text-caption [&_small]:font-normal [&_small]:text-ink-2">
        {props.children}
      </dd>
    </div>
  );
}
