import { Bookmark } from 'lucide-react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { cx } from '../../ui/cx.ts';
import { useStarCount } from './use-stars.ts';

/** The way to what is saved, above the chats; there once something is. */
export function SavedLink(props: { readonly open: boolean }) {
  const count = useStarCount();
  if (count === 0 && !props.open) return null;
  return (
    <div className="px-1.5 max-wide:px-2">
      <Link
        href={paths.saved}
        aria-current={props.open ? 'page' : undefined}
        className={cx(
          'flex min-h-12 items-center gap-[11px] rounded-row px-2.5 text-ink focus-visible:-outline-offset-2 max-wide:gap-3',
          props.open ? 'bg-tide-soft max-wide:bg-transparent' : 'hover:bg-hover',
        )}
      >
        <span
          aria-hidden="true"
          className="grid h-8 w-(--row-avatar) shrink-0 place-items-center rounded-[30%] bg-tide-soft text-tide-strong"
        >
          <Bookmark className="size-[18px] stroke-[1.75]" />
        </span>
        <span className="min-w-0 flex-1 truncate font-semibold">Saved messages</span>
        <span className={cx('tabular text-caption', props.open ? 'text-on-soft-2' : 'text-ink-3')}>{count}</span>
      </Link>
    </div>
  );
}
