'use client';

import type { SessionListItem, SyncLogEntry } from '@tidemark/sync-client';
import { useState } from 'react';
import { Tag } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { Box } from '../settings/box.tsx';
import { bytesText, coversText, exactTime, matches, toneOf, WHAT_FILTERS, type WhatFilter } from './log-words.ts';

/** Rows drawn at most; the export has them all. */
const MOST_ROWS = 200;
const count = (n: number | null): string => (n === null ? '' : n.toLocaleString('en'));

/** The log, the newest first, of one kind or of all. */
export function LogTable(props: {
  readonly lines: readonly SyncLogEntry[];
  readonly sessions: readonly SessionListItem[];
}) {
  const [filter, setFilter] = useState<WhatFilter>('all');
  const names = new Map(props.sessions.map(({ sessionId, name }) => [sessionId, name]));
  const shown = props.lines
    .filter((line) => matches(line, filter))
    .slice(-MOST_ROWS)
    .reverse();
  return (
    <Box title="Log" aside={<Filters filter={filter} onFilter={setFilter} />}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys too */}
      <div className="overflow-x-auto rounded-b-lg" tabIndex={0} role="region" aria-label="Log lines">
        <table className="tabular w-full text-small">
          <thead className="text-caption text-ink-2 [&_th]:px-2 [&_th]:py-2 [&_th]:font-medium [&_th:first-child]:ps-[18px] [&_th:last-child]:pe-[18px]">
            <tr className="border-b border-line">
              <th className="text-start">Time</th>
              <th className="text-start">What</th>
              <th className="text-start">Timeline</th>
              <th className="text-end">Covers</th>
              <th className="text-end">Entries</th>
              <th className="text-end">Bytes</th>
              <th className="text-end">Took</th>
              <th className="text-start">Outcome</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line [&_td]:px-2 [&_td]:py-2 [&_td]:whitespace-nowrap [&_td:first-child]:ps-[18px] [&_td:last-child]:pe-[18px]">
            {shown.map((line) => (
              <tr key={line.n} data-what={line.what}>
                <td className="text-ink-3">{exactTime(line.at)}</td>
                <td title={line.event} className="capitalize">
                  {line.what}
                </td>
                <td className="max-w-[14rem] truncate">
                  <bdi>{line.timeline === null ? '' : (names.get(line.timeline) ?? line.timeline)}</bdi>
                </td>
                <td className="text-end">{coversText(line)}</td>
                <td className="text-end">{count(line.entries)}</td>
                <td className="text-end text-ink-2">{bytesText(line.bytes)}</td>
                <td className="text-end text-ink-2">{line.ms === null ? '' : `${count(line.ms)} ms`}</td>
                <td>
                  <Tag tone={toneOf(line)}>{line.outcome}</Tag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 ? <p className="px-[18px] py-4 text-small text-ink-2">Nothing of that kind yet.</p> : null}
      </div>
    </Box>
  );
}

function Filters(props: { readonly filter: WhatFilter; readonly onFilter: (filter: WhatFilter) => void }) {
  return (
    <div role="group" aria-label="Show" className="flex flex-wrap gap-1">
      {WHAT_FILTERS.map((filter) => (
        <button
          key={filter}
          type="button"
          aria-pressed={filter === props.filter}
          onClick={() => props.onFilter(filter)}
          className={cx(
            'touch inline-flex h-7 items-center rounded-full px-2.5 text-small font-medium capitalize',
            filter === props.filter ? 'bg-tide-soft text-tide-strong' : 'text-ink-2 hover:bg-hover',
          )}
        >
          {filter}
        </button>
      ))}
    </div>
  );
}
