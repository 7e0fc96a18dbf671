'use client';

import { Mark } from '../../ui/mark.tsx';
import { useSettledStatus } from '../sync-pill/use-settled-status.ts';

/** After a long absence: what is being fetched, and that one need not wait for it. */
export function SyncBanner(props: { readonly chats: number }) {
  const status = useSettledStatus();
  // A device without chats shows that they are being fetched in their place.
  const said = status.kind === 'resyncing' && props.chats > 0;
  return (
    <div
      role="status"
      // It counts; the state is said once, by what has no count.
      aria-live="off"
      aria-label="Synchronization"
      className={said ? undefined : 'sr-only'}
    >
      {said ? (
        <p className="tabular flex min-h-11 items-center gap-3 bg-tide-soft px-[18px] py-1.5 text-small font-[520] text-tide-strong">
          <Mark level={0.45} className="size-[18px] shrink-0" />
          <span>
            This device was away for long. The list of your chats is being fetched
            {status.done > 0 ? `, ${status.done.toLocaleString('en')} so far` : ''}; then what you look at, the newest
            first. You can read and write meanwhile.
          </span>
        </p>
      ) : null}
    </div>
  );
}
