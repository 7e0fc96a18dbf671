import type { SeqId } from '@tidemark/timeline';
import type { History, HistoryEvent } from '../history/events.ts';
import type { Outcome } from '../history/outcome.ts';
import type { Violation } from './violation.ts';

/** All that a run saw of the entry that a violation is about, one line each, faults and deaths between them included. */
export function lifeOf(found: Violation, history: History, outcome: Outcome): readonly string[] {
  const { sessionId } = found;
  const timeline = sessionId === null ? [] : (outcome.timelines.get(sessionId) ?? []);
  const clientId = found.clientId ?? timeline.find(({ seq }) => seq === found.seq)?.clientId ?? null;
  const seq = found.seq ?? timeline.find((entry) => entry.clientId === clientId)?.seq ?? null;
  const own = history.flatMap((event, at) => (isOf(event, { sessionId, clientId, seq, found }) ? [at] : []));
  const [first, last] = [own[0] ?? 0, own.at(-1) ?? 0];
  const of = new Set(own);
  const lines = history.flatMap((event, at) => {
    const between = at > first && at < last && (event.kind === 'fault' || isDeath(event, found.deviceId));
    return of.has(at) || between ? [`  ${String(at).padStart(7)}  ${tell(event)}`] : [];
  });
  const stored = timeline.filter((entry) => entry.clientId === clientId && clientId !== null);
  const places = stored.map((entry) => entry.seq).join(', ');
  return [
    `${found.rule}: ${found.message}`,
    `  session ${sessionId ?? '-'} client id ${clientId ?? '-'} seq ${seq ?? '-'} device ${found.deviceId ?? '-'}`,
    ...lines,
    `  in the end: ${places === '' ? 'not stored under a client id' : `stored at ${places}`}`,
  ];
}

type Subject = {
  readonly sessionId: string | null;
  readonly clientId: string | null;
  readonly seq: SeqId | null;
  readonly found: Violation;
};

function isOf(event: HistoryEvent, { sessionId, clientId, seq, found }: Subject): boolean {
  switch (event.kind) {
    case 'sent':
    case 'asked':
    case 'acknowledged':
    case 'refused':
      return event.sessionId === sessionId && event.clientId === clientId;
    case 'applied':
      return event.sessionId === sessionId && (event.seq === seq || (clientId !== null && event.clientId === clientId));
    case 'moved':
      // Without an entry the violation is about the checkpoint itself.
      return sessionId === null && event.deviceId === found.deviceId;
    case 'followed':
    case 'forgot':
      return event.sessionId === sessionId && event.deviceId === found.deviceId;
    case 'died':
    case 'opened':
    case 'fault':
      return false;
  }
}

function isDeath(event: HistoryEvent, deviceId: string | null): boolean {
  return (event.kind === 'died' || event.kind === 'opened') && event.deviceId === deviceId;
}

function tell(event: HistoryEvent): string {
  switch (event.kind) {
    case 'sent':
    case 'asked':
    case 'refused':
    case 'died':
    case 'opened':
    case 'forgot':
      return `${event.kind} by device ${event.deviceId}${event.kind === 'refused' ? `: ${event.code}` : ''}`;
    case 'acknowledged':
      return `acknowledged to device ${event.deviceId} at ${event.seq}`;
    case 'applied':
      return `applied on device ${event.deviceId} at ${event.seq} as ${event.clientId ?? '-'} (${event.by})`;
    case 'followed':
      return `device ${event.deviceId}: the session's checkpoint from ${event.from} to ${event.to} (${event.by})`;
    case 'moved':
      return `device ${event.deviceId}: checkpoint ${event.checkpoint} of ${event.epoch} (${event.by})`;
    case 'fault':
      return `-- ${event.fault} ${event.target}${event.ends ? ' over' : ''}`;
  }
}
