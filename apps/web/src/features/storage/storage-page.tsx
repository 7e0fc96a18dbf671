'use client';

import type { StorageReport } from '@tidemark/sync-client';
import { useState } from 'react';
import { messageOf } from '../../sync/failure-words.ts';
import { useClient, useStorage } from '../../sync/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { inputBox } from '../../ui/field.tsx';
import { Late } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { bytesText } from '../inspector/log-words.ts';
import { Box, Fact, Facts } from '../settings/box.tsx';
import { SettingsPage } from '../settings/page.tsx';
import { CAPS, freedText, sharesOf } from './storage-words.ts';
import { useStorageReport } from './use-storage-report.ts';

/** What this device keeps, how much it may keep, and the way to make room. */
export function StoragePage() {
  const { report, granted, reload } = useStorageReport();
  const { keptIn } = useStorage();
  return (
    <SettingsPage
      screen="storage"
      title="Storage"
      lead="What this device keeps, so that it is here at once and without a connection. All of it but the outbox is on the server too."
    >
      {report === null ? (
        <Late>
          <p className="text-ink-2">Measuring…</p>
        </Late>
      ) : (
        <>
          <Box title="On this device" aside={<span className="tabular font-semibold">{bytesText(report.total)}</span>}>
            <Shares report={report} />
            <Facts>
              <Fact name="Cap">{bytesText(report.cap)}</Fact>
              <Fact name="The browser grants">{granted.quota === null ? 'unknown' : bytesText(granted.quota)}</Fact>
              <Fact name="Kept">
                {keptIn === 'memory'
                  ? 'until this tab closes'
                  : granted.persisted
                    ? 'for good'
                    : 'as long as there is room'}
              </Fact>
              <Fact name="Outbox">{bytesText(report.use.outbox)}</Fact>
            </Facts>
          </Box>
          <Cap report={report} onDone={reload} />
          <FreeSpace onDone={reload} />
          {granted.persisted === false && keptIn === 'database' ? <Persist onDone={reload} /> : null}
        </>
      )}
    </SettingsPage>
  );
}

function Shares({ report }: { readonly report: StorageReport }) {
  const shares = sharesOf(report);
  return (
    <div className="px-[18px] py-3.5">
      <div aria-hidden="true" className="flex h-3 gap-px overflow-hidden rounded-full bg-sunken">
        {shares.map(({ name, part, look }) => (
          <span key={name} className={look} style={{ width: `${part * 100}%` }} />
        ))}
      </div>
      <dl className="tabular mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-small">
        {shares.map(({ name, bytes, look }) => (
          <div key={name} className="flex items-center gap-2">
            <span aria-hidden="true" className={`size-2.5 rounded-full ${look}`} />
            <dt className="text-ink-2">{name}</dt>
            <dd className="font-semibold">{bytesText(bytes)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Cap(props: { readonly report: StorageReport; readonly onDone: () => Promise<void> }) {
  const client = useClient();
  const { cap } = props.report;
  const choose = async (bytes: number) => {
    try {
      await client.setStorageCap(bytes);
    } catch (cause) {
      toast(messageOf(cause));
    }
    await props.onDone();
  };
  return (
    <Line
      title="Keep at most"
      text="Past it the history that you have not read for longest goes first, and comes back when you look at it. Never what waits to be sent, nor what is on the screen."
    >
      <div className={inputBox(false, 'w-auto')}>
        <select
          aria-label="Keep at most"
          value={cap}
          onChange={(event) => void choose(Number(event.target.value))}
          className="bg-transparent py-1.5 outline-none"
        >
          {(CAPS.includes(cap) ? CAPS : [cap, ...CAPS]).map((bytes) => (
            <option key={bytes} value={bytes}>
              {bytesText(bytes)}
            </option>
          ))}
        </select>
      </div>
    </Line>
  );
}

function FreeSpace(props: { readonly onDone: () => Promise<void> }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const free = async () => {
    setBusy(true);
    try {
      toast(freedText(await client.freeSpace()));
    } catch (cause) {
      toast(messageOf(cause));
    }
    setBusy(false);
    await props.onDone();
  };
  return (
    <Line
      title="Free space"
      text="Takes away what can be fetched again: all but the newest messages of each chat. Nothing is deleted on the server."
    >
      <Button small busy={busy} onClick={() => void free()}>
        Free space
      </Button>
    </Line>
  );
}

function Persist(props: { readonly onDone: () => Promise<void> }) {
  const ask = async () => {
    const kept = await navigator.storage.persist().catch(() => false);
    if (!kept) toast('The browser keeps it only as long as there is room.');
    await props.onDone();
  };
  return (
    <Line
      title="Keep for good"
      text="When its disk fills up the browser may delete what this device keeps. It can be asked not to."
    >
      <Button small onClick={() => void ask()}>
        Ask the browser
      </Button>
    </Line>
  );
}

function Line(props: { readonly title: string; readonly text: string; readonly children: React.ReactNode }) {
  return (
    <section
      aria-label={props.title}
      className="flex flex-wrap items-center gap-x-3.5 gap-y-2 rounded-lg bg-surface px-[18px] py-3.5 shadow-[inset_0_0_0_1px_var(--color-line)]"
    >
      <div className="min-w-[14rem] flex-1">
        <h2 className="font-semibold">{props.title}</h2>
        <p className="text-small text-ink-2">{props.text}</p>
      </div>
      {props.children}
    </section>
  );
}
