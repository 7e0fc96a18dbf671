'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '../../ui/clipboard.ts';

/** Code as it was typed, with its spaces, and a way to take it along. */
export function CodeBlock(props: { readonly value: string; readonly language: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <span
      dir="ltr"
      className="my-1.5 block max-w-full overflow-hidden rounded-md bg-shore shadow-[inset_0_0_0_1px_var(--color-line)]"
    >
      <span className="flex h-[28px] items-center justify-between ps-[11px] pe-1 text-micro text-ink-3">
        <span className="min-w-0 truncate">{props.language || 'code'}</span>
        <button
          type="button"
          aria-label="Copy code"
          onClick={() => void copyText(props.value).then(setCopied)}
          className="touch inline-flex h-[24px] items-center gap-1 rounded-sm px-1.5 font-medium hover:bg-hover hover:text-ink"
        >
          {copied ? (
            <Check aria-hidden="true" className="size-[13px]" />
          ) : (
            <Copy aria-hidden="true" className="size-[13px]" />
          )}
          {copied ? 'Copied' : 'Copy'}
        </button>
      </span>
      <pre
        // A keyboard must be able to scroll what is wider than its box.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label="Code"
        role="group"
        className="overflow-x-auto px-[11px] pb-[9px] font-mono text-[0.78rem] leading-5 whitespace-pre [overflow-wrap:normal] [scrollbar-width:thin] focus-visible:-outline-offset-2"
      >
        <code>{props.value}</code>
      </pre>
    </span>
  );
}
