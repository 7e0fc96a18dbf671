'use client';

import { useCallback, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { messageOf } from '../../sync/failure-words.ts';
import { progressText, resultText } from './check-words.ts';

type Check = { readonly running: boolean; readonly failed: boolean; readonly text: string };

const NONE: Check = { running: false, failed: false, text: '' };

/** The check of this device against the server, and how it stands in words. */
export function useCheck(): Check & { readonly run: () => void } {
  const client = useClient();
  const [check, setCheck] = useState(NONE);
  const run = useCallback(() => {
    const show = (text: string, running: boolean, failed = false) => setCheck({ running, failed, text });
    show(progressText({ done: 0, total: 0 }), true);
    client
      .audit((progress) => show(progressText(progress), true))
      .then(
        (result) => show(resultText(result), false),
        (cause: unknown) => show(messageOf(cause), false, true),
      );
  }, [client]);
  return { ...check, run };
}
