'use client';

import type { DeviceView, SyncInspection } from '@tidemark/sync-client';
import { useEffect, useState } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { Fact } from './fact.tsx';
import { hasGot } from './has-got.ts';

/** Devices say how far they are now and then. */
const ASK_EVERY_MS = 2000;

/** Where this device stands in its sync timeline, and which of one's own devices have got a message. */
export function OwnDevices(props: { readonly at: number }) {
  const client = useClient();
  const [here, setHere] = useState<SyncInspection | null>(null);
  const [devices, setDevices] = useState<readonly DeviceView[] | null>(null);
  useEffect(() => {
    let over = false;
    // Without a leader, or without a connection, it is not known, and the lines are left out.
    client.inspect(Number.MAX_SAFE_INTEGER).then(
      (seen) => over || setHere(seen),
      () => undefined,
    );
    const ask = () =>
      client.devices().then(
        (listed) => over || setDevices(listed),
        () => undefined,
      );
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [client]);
  const number = (seq: number) => `#${seq.toLocaleString('en')}`;
  return (
    <>
      {here ? (
        <Fact name="Sync SeqId">
          <span className="tabular">
            {number(here.checkpoint)} of {number(here.head)}, on this device
          </span>
        </Fact>
      ) : null}
      {devices ? (
        <Fact name="Your devices">
          <ul className="grid gap-0.5">
            {devices.map((device) => (
              <li key={device.deviceId}>
                {device.name}
                {device.current ? ' (this one)' : ''}: {WORDS[hasGot(device, props.at)]}
              </li>
            ))}
          </ul>
        </Fact>
      ) : null}
    </>
  );
}

const WORDS = { yes: 'has it', no: 'not yet', unknown: 'not known' } as const;
