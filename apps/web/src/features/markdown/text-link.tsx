import type { ReactNode } from 'react';
import { linkTarget } from './link-target.ts';

/** A link out of a message; where it may be none, what was typed. A host that its text would hide is shown. */
export function TextLink(props: {
  readonly url: string;
  /** What the reader sees, as text. */
  readonly text: string;
  readonly source: string;
  readonly children?: ReactNode;
}) {
  const target = linkTarget(props.url, props.text);
  if (!target) return props.source;
  return (
    <>
      <a
        href={target.href}
        title={target.href.slice(0, 300)}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-tide underline decoration-current/35 decoration-1 underline-offset-2 [unicode-bidi:isolate] hover:decoration-current"
      >
        {props.children ?? props.text}
      </a>
      {target.host === null ? null : <span className="text-small text-ink-2"> ({target.host})</span>}
    </>
  );
}
