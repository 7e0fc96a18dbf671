import type { DeviceView } from '@tidemark/sync-client';
import { Laptop, Smartphone } from 'lucide-react';
import { ago, fullTime } from '../../time/format.ts';
import { useNow } from '../../time/use-now.ts';
import { Tag } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';

/** One device: its name, when it was last seen, and the button that ends it. */
export function DeviceRow(props: { readonly device: DeviceView; readonly onRevoke: () => void }) {
  const { device } = props;
  const now = useNow();
  const Icon = /android|iphone|ipad|ios|mobile|phone/i.test(device.name) ? Smartphone : Laptop;
  return (
    <li className="flex min-h-[60px] items-center gap-3.5 px-[18px] py-2.5">
      <Icon aria-hidden="true" className="size-[22px] shrink-0 stroke-[1.6] text-ink-2" />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className="min-w-0 font-semibold wrap-anywhere">{device.name}</bdi>
          {device.current ? <Tag tone="tide">This device</Tag> : null}
        </p>
        <p className="tabular text-small text-ink-3">
          {device.online || device.current ? (
            <span className="inline-flex items-center gap-1.5 font-medium text-kelp">
              <span aria-hidden="true" className="size-2 rounded-full bg-kelp" />
              Online
            </span>
          ) : (
            <time dateTime={new Date(device.lastSeenAt).toISOString()} title={fullTime(device.lastSeenAt)}>
              Last seen {ago(device.lastSeenAt, now)}
            </time>
          )}
          {' · added '}
          <time dateTime={new Date(device.createdAt).toISOString()} title={fullTime(device.createdAt)}>
            {ago(device.createdAt, now)}
          </time>
        </p>
      </div>
      <Button small look="danger" onClick={props.onRevoke}>
        Revoke
      </Button>
    </li>
  );
}
