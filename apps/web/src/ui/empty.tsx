import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';

/** One sentence and one action where there is nothing to show. */
export function Empty(props: {
  readonly title: string;
  /** The mark, when it is left out; null for none. */
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="m-auto grid max-w-[360px] justify-items-center gap-1.5 p-6 text-center">
      {props.icon === null ? null : (
        <div className="mb-2 text-ink-3">{props.icon ?? <Mark line level={0.3} className="size-11 text-ink-3" />}</div>
      )}
      <p className="text-title font-[620] tracking-[-0.01em]">{props.title}</p>
      <div className="text-ink-2">{props.children}</div>
      {props.action ? <div className="mt-2.5">{props.action}</div> : null}
    </div>
  );
}
