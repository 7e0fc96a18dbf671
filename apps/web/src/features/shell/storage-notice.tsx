'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import { useStorage } from '../../sync/hooks.ts';
import { Button, iconButtonClass } from '../../ui/button.tsx';
import { storageWords } from './storage-words.ts';

/** Says once where this page stands without the browser's storage; it goes when it is dismissed, or no longer true. */
export function StorageNotice() {
  const { notice } = useStorage();
  const [dismissed, setDismissed] = useState<typeof notice>(null);
  if (notice === null || notice === dismissed) return null;
  const { text, reload } = storageWords(notice);
  return (
    <div
      role="status"
      aria-label="Storage"
      className="flex min-h-11 shrink-0 items-center gap-3 bg-amber-soft px-[18px] py-1.5 text-small font-[520] text-amber"
    >
      <span className="min-w-0 flex-1">{text}</span>
      {reload ? (
        <Button small onClick={() => window.location.reload()}>
          Reload
        </Button>
      ) : null}
      <button type="button" aria-label="Dismiss" className={iconButtonClass()} onClick={() => setDismissed(notice)}>
        <X aria-hidden="true" />
      </button>
    </div>
  );
}
