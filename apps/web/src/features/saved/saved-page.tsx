'use client';

import type { SavedMessage, SessionListItem } from '@tidemark/sync-client';
import { ArrowLeft, Bookmark, StarOff } from 'lucide-react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { messageOf } from '../../sync/failure-words.ts';
import { isOnline, useClient, useSessions, useStatus } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { fullTime, listTime } from '../../time/format.ts';
import { useNow } from '../../time/use-now.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton, iconButtonClass } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Late } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { plainWords } from '../markdown/plain.ts';
import { FeedBones } from '../session/feed-bones.tsx';
import { useFetched } from './use-fetched.ts';

/** All that one has starred, over all chats, the latest first. Each opens where it was said. */
export function SavedPage() {
  const client = useClient();
  const saved = useLive(client, 'saved', () => client.live.saved());
  const sessions = useSessions();
  useFetched((saved ?? []).filter(({ held }) => !held));
  const byId = new Map((sessions ?? []).map((session) => [session.sessionId, session]));
  return (
    <main className="flex min-w-0 flex-1 flex-col bg-shore">
      <header className="flex h-[60px] shrink-0 items-center gap-[11px] border-b border-line bg-panel ps-[18px] pe-2.5 max-wide:h-14 max-wide:gap-2 max-wide:px-1">
        <Link href={paths.chats} aria-label="Back" className={iconButtonClass(false, 'wide:hidden')}>
          <ArrowLeft aria-hidden="true" className="rtl:-scale-x-100" />
        </Link>
        <span
          aria-hidden="true"
          className="grid size-9 shrink-0 place-items-center rounded-[30%] bg-tide-soft text-tide-strong"
        >
          <Bookmark className="size-[18px] stroke-[1.75]" />
        </span>
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-[0.9375rem] leading-5 font-[620] tracking-[-0.005em]">Saved messages</h1>
          <p className="tabular truncate text-caption text-ink-3">
            {saved === undefined ? '' : saved.length === 1 ? '1 message' : `${saved.length} messages`}
          </p>
        </div>
      </header>
      {saved === undefined ? (
        <Late>
          <FeedBones />
        </Late>
      ) : saved.length === 0 ? (
        <Empty title="Nothing saved yet" icon={<Bookmark aria-hidden="true" className="size-9 stroke-[1.5]" />}>
          Choose “Star” in a message’s menu. It is here then, on all your devices, and only you see it.
        </Empty>
      ) : (
        <ul
          aria-label="Saved messages"
          className="min-h-0 flex-1 overflow-y-auto px-[54px] py-4 [scrollbar-width:thin] max-wide:px-2.5"
        >
          {saved.map((one) => (
            <li
              key={`${one.sessionId}/${one.seq}`}
              className="mx-auto mb-2 max-w-[760px] [contain-intrinsic-size:auto_84px] [content-visibility:auto]"
            >
              <Saved saved={one} session={byId.get(one.sessionId)} />
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}

function Saved({ saved, session }: { readonly saved: SavedMessage; readonly session: SessionListItem | undefined }) {
  const client = useClient();
  const now = useNow();
  const online = isOnline(useStatus());
  const { sessionId, seq } = saved;
  const name = session?.name ?? 'A chat';
  const author =
    saved.authorId === client.account.userId ? 'You' : (saved.author?.displayName ?? (saved.held ? 'Someone' : name));
  const remove = () =>
    client.star({ sessionId, seq }, false).catch((cause: unknown) => {
      toast(messageOf(cause));
    });
  return (
    <div className="relative flex items-start gap-3 rounded-lg bg-surface px-3.5 py-3 shadow-bubble hover:bg-[color-mix(in_srgb,var(--color-surface),var(--color-ink)_3%)]">
      <Avatar id={saved.authorId ?? sessionId} name={author} size="34px" short />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-baseline gap-1.5 text-small">
          <bdi className="truncate font-semibold">{author}</bdi>
          <span className="min-w-0 truncate text-ink-3">
            in <bdi>{name}</bdi>
          </span>
          {saved.at === null ? null : (
            <time
              dateTime={new Date(saved.at).toISOString()}
              title={`${fullTime(saved.at)} · #${seq}`}
              className="tabular ms-auto shrink-0 pe-9 text-caption text-ink-3"
            >
              {listTime(saved.at, now)}
            </time>
          )}
        </p>
        <Link
          href={paths.message(sessionId, seq)}
          dir="auto"
          className="mt-0.5 line-clamp-4 text-start text-body whitespace-pre-wrap wrap-anywhere after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus"
        >
          {wordsOf(saved, online)}
        </Link>
      </div>
      <div className="absolute end-1.5 top-1">
        <IconButton label="Remove star" onClick={() => void remove()}>
          <StarOff aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}

function wordsOf({ held, text, seq }: SavedMessage, online: boolean): string {
  // More than four lines of the widest list hold; none of the four stays empty.
  if (text !== null) return plainWords(text.slice(0, 800)).replace(/\n\s*\n/gu, '\n');
  if (held) return 'Message recalled';
  return online
    ? `Message #${seq}, being fetched`
    : `Message #${seq} is not on this device; it is fetched when you are back.`;
}
