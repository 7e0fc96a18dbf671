import type { ReactNode } from 'react';
import { Link } from '../../routing/link.tsx';
import { linkTarget } from './link-target.ts';
import { ownPath } from './own-path.ts';

const LOOK =
  'text-tide underline decoration-current/35 decoration-1 underline-offset-2 [unicode-bidi:isolate] hover:decoration-current';

/**
 * A link out of a message, which leads to another page of the browser, or to a screen of the app; where it may be none,
 * what was typed. A host that its text would hide is shown.
 */
export function TextLink(props: {
  readonly url: string;
  /** What the reader sees, as text. */
  readonly text: string;
  readonly source: string;
  readonly children?: ReactNode;
}) {
  const target = linkTarget(props.url, props.text);
  if (!target) return props.source;
  const within = ownPath(target.href, typeof window === 'undefined' ? null : window.location.origin);
  const title = target.href.slice(0, 300);
  const words = props.children ?? props.text;
  return (
    <>
      {within === null ? (
        <a href={target.href} title={title} target="_blank" rel="noopener noreferrer nofollow" className={LOOK}>
          {words}
        </a>
      ) : (
        <Link href={within} title={title} className={LOOK}>
          {words}
        </Link>
      )}
      {target.host === null ? null : <span className="text-small text-ink-2"> ({target.host})</span>}
    </>
  );
}
