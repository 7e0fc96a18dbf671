'use client';

import { useSettledStatus } from '../sync-pill/use-settled-status.ts';
import { stateWords } from '../sync-pill/words.ts';

/** Says aloud, and nowhere else, when the sync state becomes another. */
export function StateSaid() {
  return (
    <div aria-live="polite" className="sr-only" data-state-said="">
      {stateWords(useSettledStatus())}
    </div>
  );
}
