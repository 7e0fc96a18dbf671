'use client';

import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

/** The last resort: a fault in a screen. What is stored and queued on the device is untouched by it. */
export default function ErrorScreen(props: { readonly error: Error & { digest?: string } }) {
  return (
    <main className="grid min-h-dvh bg-shore">
      <Empty
        title="This screen failed"
        action={
          <Button look="primary" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        <p>What this device holds and what you wrote are safe.</p>
        <p className="mt-2 font-mono text-caption text-ink-3 wrap-anywhere">{props.error.message}</p>
      </Empty>
    </main>
  );
}
