import type {
  Entry,
  MessageState as InForce,
  MessageContent,
  OutboxItem,
  Range,
  SessionWindow,
} from '@tidemark/sync-client';
import { isChange } from '@tidemark/sync-client';
import { dayKey, type TimeStyle } from '../../time/format.ts';
import type { Reached } from '../company/reached.ts';
import { type Quoted, quotesIn } from './quoted.ts';
import type { Extent, SeqWindow } from './seq-window.ts';

/** What stands above a row: a new day, and the mark up to which one had read. */
type Above = {
  /** A time on the new day, or null where the day goes on. */
  readonly day: number | null;
  /** How many were unread when the session was opened, on the first of them. */
  readonly divider: number | null;
};

export type MessageState =
  | { readonly kind: 'sending' }
  | { readonly kind: 'stored' }
  /** One of the others has it on a device, or has read it. */
  | { readonly kind: 'delivered' }
  | { readonly kind: 'read' }
  | { readonly kind: 'refused'; readonly code: string };

export type MessageRow = Above & {
  readonly kind: 'message';
  readonly key: string;
  /** Null until the server has given it. */
  readonly seq: number | null;
  readonly clientId: string | null;
  readonly authorId: string | null;
  readonly at: number;
  /** The text in force; empty once the message was recalled. */
  readonly text: string;
  /** What it says as it was written; null once it was recalled. */
  readonly content: MessageContent | null;
  /** The message that it answers. */
  readonly quoted: Quoted | null;
  /** What changed it; null when nothing did. */
  readonly inForce: InForce | null;
  readonly recalled: boolean;
  readonly starred: boolean;
  /** Set on own messages only. */
  readonly state: MessageState | null;
  /** First and last of a group: same author, same day, within five minutes of the one before. */
  readonly first: boolean;
  readonly last: boolean;
};

export type SystemRow = Above & {
  readonly kind: 'system';
  readonly key: string;
  readonly seq: number;
  readonly at: number;
  readonly entry: Entry;
};

/** A stretch that is known to exist and not held here, as far as the window shows it. */
export type GapRow = {
  readonly kind: 'gap';
  readonly key: string;
  readonly range: Range;
  /** The whole of it, beyond the window too. */
  readonly whole: Range;
};

export type BeginningRow = {
  readonly kind: 'beginning';
  readonly key: 'beginning';
  /** Why nothing lies above; `unknown` while the first entry is not on this device. */
  readonly why: 'start' | 'joined' | 'expired' | 'unknown';
};

export type Row = MessageRow | SystemRow | GapRow | BeginningRow;

export type RowsInput = {
  readonly data: SessionWindow;
  readonly window: SeqWindow;
  readonly extent: Extent;
  /** All gaps of the session. */
  readonly gaps: readonly Range[];
  readonly selfId: string;
  /** Where one had read to when the session was opened, and how much was unread. */
  readonly mark: { readonly after: number; readonly count: number } | null;
  /** The SeqIds of what one has starred. */
  readonly stars?: ReadonlySet<number>;
  /** How far one's messages have got with the others. */
  readonly reached?: Reached;
  readonly style?: TimeStyle;
};

const GROUP_MS = 5 * 60_000;

const NO_ROWS: ReadonlySet<string> = new Set(['mode-changed', 'expired', 'message-expired']);

/** So many SeqIds before a window are read with it. */
const LEAD = 40;

/**
 * The SeqId from which a window is read. What stands before its first row decides whether that one begins a group or a
 * day, and so how high it is: it must look the same when the window has grown, or been cut, above it.
 */
export function readFrom(window: SeqWindow, { floor }: Extent): number {
  return Math.max(floor, window.from - LEAD);
}

/** The rows of the message list, oldest first. Pure: the same input gives the same rows and keys. */
export function buildRows(input: RowsInput): readonly Row[] {
  const { data, window, extent } = input;
  const rows: Row[] = [];
  const put = (to: number, row: Row) => (to < window.from ? 0 : rows.push(row));
  if (window.from <= extent.floor) rows.push({ kind: 'beginning', key: 'beginning', why: whyHere(input) });
  const draft = new Draft(input);
  const gaps = [...data.gaps];
  for (const entry of data.entries) {
    if (!isRow(entry)) continue;
    while (gaps[0] && gaps[0].from < entry.seq) put(gaps[0].to, draft.gap(gaps.shift()!));
    put(entry.seq, draft.entry(entry));
  }
  for (const gap of gaps) put(gap.to, draft.gap(gap));
  if (window.to === null) rows.push(...draft.pending());
  return closeGroups(rows);
}

/** Who joined later sees from the entry that says so; a session that begins with anything else has lost its beginning. */
function whyHere({ data, extent, selfId }: RowsInput): BeginningRow['why'] {
  if (extent.floor === 1) return 'start';
  const first = data.entries.find(({ seq }) => seq === extent.floor);
  if (!first) return 'unknown';
  return first.body.kind === 'members-added' && first.body.memberIds.includes(selfId) ? 'joined' : 'expired';
}

/**
 * How a session is synchronized is no matter of its members; a change shows on the message that it changes, and what has
 * expired shows nowhere.
 */
export function isRow(entry: Entry): boolean {
  return !NO_ROWS.has(entry.body.kind) && !isChange(entry);
}

/** Walks down the list and knows what stood before. */
class Draft {
  private readonly input: RowsInput;
  private before: { day: string; at: number; authorId: string | null; message: boolean } | null = null;
  private marked = false;
  /** Nothing that could be seen lies before what comes next. */
  private atFloor: boolean;
  private readonly clientIds = new Set<string>();
  private readonly quotedBy: (content: MessageContent | null) => Quoted | null;

  constructor(input: RowsInput) {
    this.input = input;
    this.quotedBy = quotesIn(input.data);
    this.atFloor = readFrom(input.window, input.extent) <= input.extent.floor;
  }

  gap(range: Range): GapRow {
    this.before = null;
    this.atFloor = false;
    const whole = this.input.gaps.find((gap) => gap.from <= range.from && gap.to >= range.to) ?? range;
    const shown = { from: Math.max(range.from, this.input.window.from), to: range.to };
    return { kind: 'gap', key: `gap:${whole.from}`, range: shown, whole };
  }

  entry(entry: Entry): MessageRow | SystemRow {
    const { seq, at, authorId, body, clientId } = entry;
    if (body.kind !== 'message' && body.kind !== 'message-recalled') {
      const above = this.above(seq, at, authorId, false);
      return { kind: 'system', key: `e:${seq}`, seq, at, entry, day: above.day, divider: above.divider };
    }
    const own = authorId === this.input.selfId;
    if (clientId !== null) this.clientIds.add(clientId);
    const inForce = this.input.data.states.get(seq) ?? null;
    const content = body.kind === 'message' && !inForce?.recalledBy ? body : null;
    return {
      kind: 'message',
      // An own message keeps its key from the moment it is sent, so that it is one element all the way.
      key: own && clientId !== null ? `c:${clientId}` : `e:${seq}`,
      seq,
      clientId,
      authorId,
      at,
      text: content === null ? '' : (inForce?.edits.at(-1)?.text ?? content.text),
      content,
      quoted: this.quotedBy(content),
      inForce,
      recalled: content === null,
      starred: this.input.stars?.has(seq) ?? false,
      state: own ? storedState(seq, this.input.reached) : null,
      ...this.above(seq, at, authorId, true),
    };
  }

  pending(): readonly MessageRow[] {
    return this.input.data.pending.flatMap((item) => {
      // An entry that came by roaming stands in the list before the outbox lets go of it.
      if (item.action.kind !== 'send' || this.clientIds.has(item.clientId)) return [];
      return [this.queued(item, item.action)];
    });
  }

  private queued(item: OutboxItem, content: MessageContent): MessageRow {
    const stored = item.state.kind === 'stored' ? item.state : null;
    const at = stored?.at ?? item.createdAt;
    return {
      kind: 'message',
      key: `c:${item.clientId}`,
      seq: stored?.seq ?? null,
      clientId: item.clientId,
      authorId: this.input.selfId,
      at,
      text: content.text,
      content,
      quoted: this.quotedBy(content),
      inForce: null,
      recalled: false,
      starred: false,
      state: stateOf(item, this.input.reached),
      ...this.above(stored?.seq ?? null, at, this.input.selfId, true),
    };
  }

  private above(seq: number | null, at: number, authorId: string | null, message: boolean) {
    const { mark, selfId, style } = this.input;
    const day = dayKey(at, style);
    // Where what stands before is not known, a day line could only be taken back later, under the reader's eye.
    const newDay = this.before ? this.before.day !== day : this.atFloor;
    const divide = !this.marked && message && mark !== null && seq !== null && seq > mark.after && authorId !== selfId;
    if (divide) this.marked = true;
    const joins =
      this.before !== null &&
      this.before.message &&
      message &&
      !newDay &&
      !divide &&
      this.before.authorId === authorId &&
      Math.abs(at - this.before.at) < GROUP_MS;
    this.before = { day, at, authorId, message };
    return {
      day: newDay ? at : null,
      divider: divide && mark !== null ? mark.count : null,
      first: !joins,
      last: true,
    };
  }
}

/** A message is the last of its group unless the next one joins it. */
function closeGroups(rows: readonly Row[]): readonly Row[] {
  return rows.map((row, index) => {
    if (row.kind !== 'message') return row;
    const next = rows[index + 1];
    return next?.kind === 'message' && !next.first ? { ...row, last: false } : row;
  });
}

function stateOf(item: OutboxItem, reached: Reached | undefined): MessageState {
  switch (item.state.kind) {
    case 'refused':
      return { kind: 'refused', code: item.state.code };
    case 'queued':
      return { kind: 'sending' };
    case 'stored':
      return storedState(item.state.seq, reached);
  }
}

function storedState(seq: number, reached: Reached | undefined): MessageState {
  if (reached && seq <= reached.read) return { kind: 'read' };
  return { kind: reached && seq <= reached.delivered ? 'delivered' : 'stored' };
}

/**
 * By what the height of a row is remembered: one that gets or loses a day line above it, or joins a group, while it is
 * not in the page has another height, which what was measured before says nothing of.
 */
export function sizeKey(row: Row | undefined): string | undefined {
  if (row?.kind !== 'message' && row?.kind !== 'system') return row?.key;
  const above = `${row.day === null ? '' : 'd'}${row.divider === null ? '' : 'n'}`;
  return `${row.key} ${above}${row.kind === 'message' && row.first ? 'f' : ''}`;
}

/** One message is drawn no lower than the first, two than the second. */
function gapHeight({ whole }: GapRow): number {
  return whole.from === whole.to ? 48 : 100;
}

/** A first guess at a row's height, in px, before it is measured. */
export function estimateHeight(row: Row | undefined): number {
  if (!row) return 50;
  if (row.kind === 'gap') return gapHeight(row);
  if (row.kind === 'beginning') return 190;
  const above = (row.day !== null ? 44 : 0) + (row.divider !== null ? 38 : 0);
  if (row.kind === 'system') return above + 34;
  const extras = (row.quoted ? 46 : 0) + (row.content?.forwarded ? 20 : 0) + (hasReactions(row) ? 31 : 0);
  const lines = row.text.split('\n', 41).reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 62)), 0);
  return above + extras + (row.first ? (row.state === null ? 32 : 14) : 3) + 14 + 22 * Math.min(lines, 41);
}

function hasReactions(row: MessageRow): boolean {
  return row.inForce?.reactions.some(({ on }) => on) ?? false;
}
