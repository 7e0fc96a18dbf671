import type { SyncLogEntry } from '@tidemark/sync-client';

export const WHAT_FILTERS = ['all', 'push', 'pull', 'checkpoint', 'ack', 'connection', 'other'] as const;
export type WhatFilter = (typeof WHAT_FILTERS)[number];

export function matches({ what }: Pick<SyncLogEntry, 'what'>, filter: WhatFilter): boolean {
  return filter === 'all' || what === filter;
}

const count = (n: number): string => n.toLocaleString('en');

/** The interval that a line covers. */
export function coversText({ from, to }: Pick<SyncLogEntry, 'from' | 'to'>): string {
  if (to === null) return '';
  if (from === null) return `to ${count(to)}`;
  if (from > to) return 'nothing';
  return from === to ? count(to) : `${count(from)} to ${count(to)}`;
}

/** 212 B, 61 kB, 1.4 MB */
export function bytesText(bytes: number | null): string {
  if (bytes === null) return '';
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  const mega = bytes / 1_000_000;
  return `${mega < 10 ? mega.toFixed(1) : count(Math.round(mega))} MB`;
}

/** To the thousandth of a second, in the viewer's zone. */
export function exactTime(at: number): string {
  const time = new Date(at);
  const pad = (n: number, to = 2) => String(n).padStart(to, '0');
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}

const GOOD: ReadonlySet<string> = new Set(['applied', 'stored', 'continue', 'connected']);
const AMISS: ReadonlySet<string> = new Set(['held back: hole', 'closed', 'unavailable', 'too-far', 'below-floor']);

/** Amber for what made the device wait or begin anew. */
export function toneOf({ outcome }: Pick<SyncLogEntry, 'outcome'>): 'tide' | 'amber' | undefined {
  if (GOOD.has(outcome)) return 'tide';
  return AMISS.has(outcome) ? 'amber' : undefined;
}
