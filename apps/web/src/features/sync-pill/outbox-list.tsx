'use client';

import { useLive } from '../../sync/use-live.ts';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { useClient } from '../../sync/hooks.ts';
import { oneLine } from '../session-list/preview.ts';

/** The messages that wait on this device, in sending order. */
export function OutboxList(props: { readonly onGo: () => void }) {
  const client = useClient();
  const items = useLive(client, 'outbox', () => client.live.outbox()) ?? [];
  const messages = items.flatMap((item) => (item.action.kind === 'send' ? [{ ...item, text: item.action.text }] : []));
  if (messages.length === 0) return null;
  return (
    <ol className="mt-1 grid max-h-48 w-full grid-cols-[minmax(0,1fr)] gap-0.5 overflow-y-auto border-t border-line pt-2">
      {messages.map((item, index) => (
        <li key={item.clientId}>
          <Link
            href={paths.session(item.sessionId)}
            onClick={props.onGo}
            className="flex gap-2 rounded-sm px-1 py-1 text-small hover:bg-hover"
          >
            <span className="tabular text-ink-3">{index + 1}</span>
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {oneLine(item.text)}
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
