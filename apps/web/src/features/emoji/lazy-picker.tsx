'use client';

import { lazy } from 'react';
import { loadPicker } from './load.ts';

/** The picker, fetched when it is first shown. */
export const LazyPicker = lazy(async () => ({ default: (await loadPicker()).Picker }));

/** The room that it will take. */
export function PickerRoom() {
  return <div className="h-[352px] w-[336px] max-w-full" />;
}
