'use client';

import { ShieldCheck } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { useCheck } from './use-check.ts';

/** Compares what this device holds with the server, and says what came of it. */
export function DeviceCheck() {
  const { running, failed, text, run } = useCheck();
  return (
    <section
      aria-label="Check"
      className="flex flex-wrap items-center gap-x-3.5 gap-y-2 rounded-lg bg-surface px-[18px] py-3.5 shadow-[inset_0_0_0_1px_var(--color-line)]"
    >
      <ShieldCheck aria-hidden="true" className="size-[22px] shrink-0 stroke-[1.6] text-ink-2" />
      <div className="min-w-[14rem] flex-1">
        <p className="text-small text-ink-2">
          Compares every message that this device holds with the server’s, and puts right what differs.
        </p>
        <p role="status" className={cx('tabular font-[550]', failed && 'text-coral', text === '' && 'sr-only')}>
          {text}
        </p>
      </div>
      <Button small busy={running} onClick={run}>
        Check this device
      </Button>
    </section>
  );
}
