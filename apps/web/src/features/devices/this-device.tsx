import type { DeviceView } from '@tidemark/sync-client';
import { ago } from '../../time/format.ts';
import { useNow } from '../../time/use-now.ts';
import { Tag } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Box, Fact, Facts } from '../settings/box.tsx';
import { Gauge } from '../settings/gauge.tsx';
import { DeviceIcon, Seen } from './device-row.tsx';
import { lagOf } from './lag.ts';

/** The device that one looks at: its sync timeline from floor over checkpoint to head. */
export function ThisDevice(props: { readonly device: DeviceView; readonly onRevoke: () => void }) {
  const { device } = props;
  const now = useNow();
  const lag = lagOf(device);
  return (
    <Box title="This device">
      <ul>
        <li>
          <div className="flex flex-wrap items-center gap-x-3.5 gap-y-2 px-[18px] pt-3">
            <DeviceIcon name={device.name} />
            <div className="min-w-[9rem] flex-1">
              <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
                <bdi className="min-w-0 font-semibold wrap-anywhere">{device.name}</bdi>
                <Tag tone="tide">This device</Tag>
              </p>
              <p className="tabular text-small text-ink-3">
                <Seen device={device} now={now} />
              </p>
            </div>
            <Button small look="danger" onClick={props.onRevoke}>
              Revoke
            </Button>
          </div>
          <Gauge floor={device.floor} checkpoint={device.acked?.seq ?? 0} head={device.head} />
          <Facts>
            <Fact name="Browser">{device.name}</Fact>
            <Fact name="Last sync">{device.acked ? ago(device.acked.at, now) : 'never'}</Fact>
            <Fact name="Lag">
              {lag === null ? 'unknown' : lag.toLocaleString('en')} <small>{lag === 1 ? 'entry' : 'entries'}</small>
            </Fact>
            <Fact name="Sync timeline">
              {(device.head - device.floor + 1).toLocaleString('en')} <small>kept</small>
            </Fact>
          </Facts>
        </li>
      </ul>
    </Box>
  );
}
