'use client';

import { Download, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { useClient, useSessions } from '../../sync/hooks.ts';
import { useLive } from '../../sync/use-live.ts';
import { Tag } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Box, Fact, Facts } from '../settings/box.tsx';
import { Gauge } from '../settings/gauge.tsx';
import { SettingsPage } from '../settings/page.tsx';
import { exportOf, saveJson } from './export.ts';
import { HeldRanges } from './held-ranges.tsx';
import { LogTable } from './log-table.tsx';
import { useInspection } from './use-inspection.ts';

/** What this device has learned, and how: numbers, intervals and outcomes, and nothing of what was written. */
export function InspectorPage() {
  const client = useClient();
  const [paused, setPaused] = useState(false);
  const { now, lines } = useInspection(paused);
  const sessions = useSessions() ?? [];
  const outbox = useLive(client, 'outbox', () => client.live.outbox()) ?? [];
  const lag = now ? Math.max(0, now.head - now.checkpoint) : 0;
  const save = () => saveJson(`tidemark-sync-${new Date().toISOString()}.json`, exportOf(now, lines, sessions, outbox));
  return (
    <SettingsPage
      screen="sync"
      roomy
      title="Sync inspector"
      lead="What this device has learned, and how. What was written is not in it."
      actions={
        <>
          <Button small aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {paused ? <Play aria-hidden="true" className="size-4" /> : <Pause aria-hidden="true" className="size-4" />}
            {paused ? 'Go on' : 'Pause'}
          </Button>
          <Button small onClick={save}>
            <Download aria-hidden="true" className="size-4" />
            Export JSON
          </Button>
        </>
      }
    >
      {now === null ? null : (
        <Box
          title="Sync timeline of this device"
          aside={
            <>
              <Tag>{`epoch ${now.epoch === null ? 'unknown' : now.epoch.slice(0, 8)}`}</Tag>
              <Tag tone="tide">{`lag ${lag.toLocaleString('en')}`}</Tag>
            </>
          }
        >
          <Gauge floor={now.floor} checkpoint={now.checkpoint} head={now.head} />
          <Facts>
            <Fact name="Acknowledged">{now.acked === null ? 'none' : `#${now.acked.toLocaleString('en')}`}</Fact>
            <Fact name="Connection">
              {now.here ? 'this tab' : 'another tab'} <small>{now.phase}</small>
            </Fact>
            <Fact name="Leads under number">{now.fence.toLocaleString('en')}</Fact>
            <Fact name="Outbox">
              {outbox.length.toLocaleString('en')} <small>{outbox.length === 1 ? 'action' : 'actions'}</small>
            </Fact>
          </Facts>
        </Box>
      )}
      <HeldRanges sessions={sessions} />
      <LogTable lines={lines} sessions={sessions} />
    </SettingsPage>
  );
}
