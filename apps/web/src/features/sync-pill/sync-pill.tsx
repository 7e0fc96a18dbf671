'use client';

import type { SyncStatus } from '@tidemark/sync-client';
import { useState } from 'react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Mark } from '../../ui/mark.tsx';
import { Pop } from '../../ui/popover.tsx';
import { OutboxList } from './outbox-list.tsx';
import { useSettledStatus } from './use-settled-status.ts';
import { pillLevel, pillWords } from './words.ts';

/** The state of synchronization, always in sight; a press explains it and offers one action. */
export function SyncPill() {
  const status = useSettledStatus();
  const [open, setOpen] = useState(false);
  const words = pillWords(status);
  const done = status.kind === 'catching-up' && status.total > 0 ? status.done / status.total : 0;
  return (
    <div role="status" aria-live="off" aria-label="Sync" className="inline-flex shrink-0" data-sync={status.kind}>
      <Pop
        label="Sync state"
        align="end"
        className="grid w-[280px] justify-items-start gap-1.5 px-4 py-3.5"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button type="button" className={cx('tabular', pillClass(status))} style={fillOf(status, done)}>
            <Mark
              level={pillLevel(status)}
              searching={status.kind === 'reconnecting'}
              barred={status.kind === 'offline'}
              className={cx('size-4 shrink-0', glyphColour(status))}
            />
            <span className={cx(status.kind === 'starting' && 'sr-only')}>{words.text}</span>
          </button>
        }
      >
        <p className="font-[620]">{words.text}</p>
        <p className="text-small text-ink-2">{words.explanation}</p>
        {status.kind === 'catching-up' ? <Meter part={done} /> : null}
        {status.kind === 'offline' || status.kind === 'reconnecting' ? (
          <OutboxList onGo={() => setOpen(false)} />
        ) : null}
        {status.kind === 'ended' || status.kind === 'outdated' ? null : (
          <div className="mt-1.5 flex flex-wrap gap-2">
            {status.kind === 'offline' || status.kind === 'reconnecting' ? (
              <Link href={paths.outbox} className={buttonClass('quiet', true)} onClick={() => setOpen(false)}>
                Open outbox
              </Link>
            ) : null}
            <Link href={paths.sync} className={buttonClass('quiet', true)} onClick={() => setOpen(false)}>
              Open inspector
            </Link>
          </div>
        )}
        {status.kind === 'outdated' ? (
          <Button small onClick={() => window.location.reload()}>
            Reload
          </Button>
        ) : null}
      </Pop>
    </div>
  );
}

function pillClass(status: SyncStatus): string {
  const base =
    'touch inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-full ps-[7px] pe-2.5 text-caption font-[550] leading-none transition-colors duration-140';
  switch (status.kind) {
    case 'live':
    case 'starting':
      return cx(base, 'text-ink-2 hover:bg-hover');
    case 'catching-up':
      return cx(base, 'text-tide-strong');
    case 'offline':
      return cx(base, 'bg-amber-soft text-amber');
    case 'resyncing':
    case 'outdated':
      return cx(base, 'bg-tide-soft text-tide-strong');
    default:
      return cx(base, 'bg-sunken text-ink-2');
  }
}

function glyphColour(status: SyncStatus): string {
  if (status.kind === 'offline') return 'text-amber';
  return status.kind === 'reconnecting' || status.kind === 'ended' ? 'text-ink-3' : 'text-tide';
}

function fillOf(status: SyncStatus, done: number) {
  if (status.kind !== 'catching-up') return undefined;
  const part = `${Math.round(done * 100)}%`;
  return { background: `linear-gradient(90deg, var(--color-tide-soft) ${part}, var(--color-sunken) 0)` };
}

function Meter(props: { readonly part: number }) {
  return (
    <div className="my-1 h-1 w-full overflow-hidden rounded-full bg-sunken">
      <div
        className="h-full rounded-full bg-tide transition-[width] duration-600 ease-tide"
        style={{ width: `${props.part * 100}%` }}
      />
    </div>
  );
}
