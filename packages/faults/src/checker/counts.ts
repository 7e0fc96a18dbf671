import { type History, eventsOf } from '../history/events.ts';
import type { Outcome } from '../history/outcome.ts';

/** What a run was made of, for the one table that it prints. */
export function countsOf(history: History, outcome: Outcome): Readonly<Record<string, number>> {
  const faults = new Map<string, number>();
  for (const { event } of eventsOf(history, 'fault')) {
    if (!event.ends) faults.set(event.fault, (faults.get(event.fault) ?? 0) + 1);
  }
  const asked = eventsOf(history, 'asked').length;
  const messages = new Set(eventsOf(history, 'asked').map(({ event }) => event.clientId)).size;
  return {
    devices: outcome.devices.length,
    sessions: outcome.timelines.size,
    sends: eventsOf(history, 'sent').length,
    'attempts repeated': asked - messages,
    acknowledgements: eventsOf(history, 'acknowledged').length,
    'stored entries': [...outcome.timelines.values()].reduce((sum, entries) => sum + entries.length, 0),
    applications: eventsOf(history, 'applied').length,
    checkpoints: eventsOf(history, 'moved').length,
    'device deaths': eventsOf(history, 'died').length,
    ...Object.fromEntries([...faults].toSorted().map(([fault, count]) => [`fault: ${fault}`, count])),
  };
}
