import type { SyncFrame } from '@tidemark/timeline';
import type { TransportEvent } from '../ports.ts';
import type { LogLine } from './sync-log.ts';

type Answer = Readonly<Record<string, unknown>>;

const PULLS: ReadonlySet<string> = new Set(['sync:pull', 'sync:snapshot', 'sync:follow', 'history:page']);

/** What the log says of a request and its answer. Reads numbers and ids from them, and never a text. */
export function lineOfAnswer(event: string, request: unknown, given: unknown): LogLine {
  const [asked, answer] = [record(request), record(given)];
  const what = PULLS.has(event)
    ? 'pull'
    : event === 'sync:ack' || 'entry' in answer || 'readSeq' in answer
      ? 'ack'
      : 'other';
  const timeline = event.startsWith('sync:') ? 'sync' : text(asked['sessionId']);
  const base = { what, event, timeline } as const;
  if (answer['ok'] !== true) return { ...base, outcome: text(answer['code']) ?? 'failed' };
  return { ...base, ...covered(event, asked, answer), outcome: outcomeOf(event, answer) };
}

function covered(event: string, asked: Answer, answer: Answer): Partial<Pick<LogLine, 'from' | 'to' | 'entries'>> {
  switch (event) {
    case 'sync:pull': {
      const frame = record(answer['frame']);
      return { from: number(frame['from']), to: number(frame['to']), entries: size(frame['items']) };
    }
    case 'sync:snapshot':
      return { to: number(answer['checkpoint']), entries: size(answer['sessions']) };
    case 'sync:follow':
      return { entries: size(answer['moved']) };
    case 'sync:ack':
      return { to: number(asked['checkpoint']) };
    case 'history:page': {
      const range = record(answer['covered']);
      return { from: number(range['from']), to: number(range['to']), entries: size(answer['entries']) };
    }
    default: {
      const seq = number(record(answer['entry'])['seq']) ?? number(answer['readSeq']);
      return seq === null ? {} : { from: seq, to: seq, entries: 1 };
    }
  }
}

function outcomeOf(event: string, answer: Answer): string {
  if (event === 'sync:ack') return 'told';
  if (event === 'history:page') return answer['covered'] === null ? 'nothing there' : 'read';
  if (event === 'sync:snapshot') return answer['next'] === null ? 'whole' : 'more to come';
  return text(answer['outcome']) ?? ('entry' in answer || 'readSeq' in answer ? 'stored' : 'answered');
}

/** What the log says of what the server tells by itself; null for what is of no interest there. */
export function lineOfEvent(event: TransportEvent, expected: number | null): LogLine | null {
  switch (event.kind) {
    case 'hello':
      return { what: 'connection', event: 'hello', timeline: 'sync', to: event.bounds.head, outcome: 'connected' };
    case 'closed':
      return { what: 'connection', event: 'closed', outcome: 'closed' };
    case 'refused':
      return { what: 'connection', event: 'refused', outcome: event.code };
    case 'push':
      return { ...pushed(event.frame), event: 'sync:push', timeline: 'sync', outcome: fateOf(event.frame, expected) };
    case 'session-push': {
      const { sessionId, from, to, entries } = event.frame;
      const line = { what: 'push', event: 'session:push', timeline: sessionId, from, to } as const;
      return { ...line, entries: entries.length, outcome: 'told' };
    }
    default:
      return null;
  }
}

function pushed({ from, to, items }: SyncFrame): Pick<LogLine, 'what' | 'from' | 'to' | 'entries'> {
  return { what: 'push', from, to, entries: items.length };
}

/** A frame beyond the next SeqId leaves a hole, which a pull fills. */
function fateOf({ from, to }: SyncFrame, expected: number | null): string {
  if (expected === null || to < from) return 'a hint';
  if (from > expected) return 'held back: hole';
  return to < expected ? 'known already' : 'continues';
}

function record(value: unknown): Answer {
  return typeof value === 'object' && value !== null ? (value as Answer) : {};
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function size(value: unknown): number | null {
  return Array.isArray(value) ? value.length : null;
}
