import { Button } from '../../ui/button.tsx';

/** This page is older than the server. It waits for a press, so that nobody loses a half-written message. */
export function Outdated() {
  return (
    <div
      role="alert"
      className="flex min-h-11 shrink-0 items-center gap-3 bg-tide-soft px-[18px] py-1.5 text-small font-[520] text-tide-strong"
    >
      <span className="min-w-0 flex-1">A newer Tidemark is on the server. Reload to go on; nothing is lost.</span>
      <Button small onClick={() => window.location.reload()}>
        Reload
      </Button>
    </div>
  );
}
