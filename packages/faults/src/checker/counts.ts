import { type History, eventsOf } from '../history/events.ts';
import type { Outcome, StoredEntry } from '../history/outcome.ts';

/** What a run was made of, for the one table that it prints. */
export function countsOf(history: History, outcome: Outcome): Readonly<Record<string, number>> {
  const faults = eventsOf(history, 'fault').flatMap(({ event }) => (event.ends ? [] : [`fault: ${event.fault}`]));
  const refusals = eventsOf(history, 'refused').map(({ event }) => `refused: ${event.code}`);
  const stored = [...outcome.timelines.values()].flat();
  const asked = eventsOf(history, 'asked').length;
  const messages = new Set(eventsOf(history, 'asked').map(({ event }) => event.clientId)).size;
  return {
    devices: outcome.devices.length,
    sessions: outcome.timelines.size,
    sends: eventsOf(history, 'sent').length,
    'attempts repeated': asked - messages,
    ...tally(refusals),
    acknowledgements: eventsOf(history, 'acknowledged').length,
    'stored entries': stored.length,
    'stored in pull mode': [...outcome.timelines.values()].reduce((sum, entries) => sum + inPullMode(entries), 0),
    'switches of mode': stored.filter(({ kind }) => kind === 'mode-changed').length,
    applications: eventsOf(history, 'applied').length,
    checkpoints: eventsOf(history, 'moved').length,
    'entries audited': outcome.devices.reduce((sum, { audit }) => sum + (audit?.checked ?? 0), 0),
    'device deaths': eventsOf(history, 'died').length,
    ...tally(faults),
  };
}

function inPullMode(entries: readonly StoredEntry[]): number {
  let mode = 'push';
  let count = 0;
  for (const { setsMode } of entries) {
    if (mode === 'pull') count += 1;
    mode = setsMode ?? mode;
  }
  return count;
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
