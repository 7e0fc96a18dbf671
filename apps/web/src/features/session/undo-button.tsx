'use client';

import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';

/** Takes a recall back while there is time. */
export function UndoButton(props: { readonly until: number; readonly onUndo: () => void }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, Math.ceil((props.until - now) / 1000));
  return (
    <Button small look="plain" className="min-h-[22px] px-1" onClick={props.onUndo}>
      <span className="tabular">Undo, {seconds} s</span>
    </Button>
  );
}
