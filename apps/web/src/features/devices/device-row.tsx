import type { DeviceView } from '@tidemark/sync-client';
import { Laptop, Smartphone } from 'lucide-react';
import { ago, fullTime } from '../../time/format.ts';
import { useNow } from '../../time/use-now.ts';
import { Tag } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { type LagSample, lagOf } from './lag.ts';
import { Spark } from './spark.tsx';

const count = (n: number): string => n.toLocaleString('en');

export function DeviceIcon(props: { readonly name: string }) {
  const Icon = /android|iphone|ipad|ios|mobile|phone/i.test(props.name) ? Smartphone : Laptop;
  return <Icon aria-hidden="true" className="size-[22px] shrink-0 stroke-[1.6] text-ink-2" />;
}

/** The columns of a row, and of the line above the rows. */
export const DEVICE_COLUMNS =
  'wide:grid wide:grid-cols-[minmax(0,1fr)_96px_92px_64px_96px_84px] wide:items-center wide:gap-x-3.5';

/** Another device: when it was there, how far it is, how far behind, and the button that ends it. */
export function DeviceRow(props: {
  readonly device: DeviceView;
  readonly samples: readonly LagSample[];
  readonly onRevoke: () => void;
}) {
  const { device } = props;
  const now = useNow();
  const lag = lagOf(device);
  return (
    <li className={`${DEVICE_COLUMNS} flex flex-wrap gap-x-4 gap-y-2 px-[18px] py-2.5 wide:min-h-[60px]`}>
      <div className="flex min-w-0 items-center gap-3 max-wide:basis-full">
        <DeviceIcon name={device.name} />
        <div className="min-w-0">
          <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
            <bdi className="min-w-0 font-semibold wrap-anywhere">{device.name}</bdi>
            {device.dormant ? <Tag tone="amber">Dormant</Tag> : null}
          </p>
          <p className="tabular text-small text-ink-3">
            {device.dormant ? (
              'Nothing is written for it while it is away. It will resync when it returns.'
            ) : (
              <Seen device={device} now={now} />
            )}
          </p>
        </div>
      </div>
      <Cell name="Last sync">
        {device.acked ? (
          <time dateTime={new Date(device.acked.at).toISOString()} title={fullTime(device.acked.at)}>
            {ago(device.acked.at, now)}
          </time>
        ) : (
          'never'
        )}
      </Cell>
      <Cell name="Checkpoint" end>
        {device.acked ? `#${count(device.acked.seq)}` : 'none'}
      </Cell>
      <Cell name="Lag" end>
        <b className="font-semibold text-ink">{lag === null ? 'unknown' : count(lag)}</b>
      </Cell>
      {lag === null ? <span className="text-small text-ink-3">no contact</span> : <Spark samples={props.samples} />}
      <Button small look="danger" className="max-wide:ms-auto wide:justify-self-end" onClick={props.onRevoke}>
        Revoke
      </Button>
    </li>
  );
}

/** Where the device is now, or when it was last there. */
export function Seen(props: { readonly device: DeviceView; readonly now: number }) {
  const { device, now } = props;
  return (
    <>
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
    </>
  );
}

function Cell(props: { readonly name: string; readonly end?: boolean; readonly children: React.ReactNode }) {
  return (
    <p className={`tabular text-small text-ink-2 ${props.end ? 'wide:text-end' : ''}`}>
      <span className="text-ink-3 wide:sr-only">{props.name} </span>
      {props.children}
    </p>
  );
}
