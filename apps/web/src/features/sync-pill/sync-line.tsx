'use client';

import type { ReactNode } from 'react';
import { useMedia, WIDE } from '../../ui/use-media.ts';
import { useSettledStatus } from './use-settled-status.ts';
import { pillWords } from './words.ts';

/** The sync state in words where the pill is out of sight: in a chat on a narrow screen. Else what it stands in for. */
export function SyncLine(props: { readonly children: ReactNode }) {
  const status = useSettledStatus();
  const wide = useMedia(WIDE);
  // An outdated page has its banner, and an ended login its own screen.
  const said = !wide && !['live', 'starting', 'outdated', 'ended'].includes(status.kind);
  return (
    <>
      <span
        role="status"
        aria-live="off"
        className={status.kind === 'offline' ? 'font-[550] text-amber' : 'font-[550] text-ink-2'}
      >
        {said ? pillWords(status).text : ''}
      </span>
      {said ? null : props.children}
    </>
  );
}
