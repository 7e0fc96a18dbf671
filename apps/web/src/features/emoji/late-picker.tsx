'use client';

import { later } from '../../ui/later.tsx';
import { loadEmoji } from './load.ts';

/** The picker and its list, fetched when it is first shown, or before. */
export const latePicker = later(
  async () => {
    const [{ Picker }] = await Promise.all([import('./picker.tsx'), loadEmoji()]);
    return Picker;
  },
  { waiting: () => <div className="h-[352px] w-[336px] max-w-full" aria-busy="true" /> },
);
