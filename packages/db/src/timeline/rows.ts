import { parseSeqId } from '@tidemark/timeline';
import type { DeviceRecord, Entry, EntryBody, EntryKind, Membership } from '@tidemark/timeline';
import type { DeviceRow } from './sql/devices.ts';
import type { StayRow } from './sql/read-stays.ts';

export type EntryRow = {
  session_id: string;
  seq: string;
  kind: EntryKind;
  author_id: string | null;
  client_id: string | null;
  created_at: Date;
  /** The body without its kind. */
  body: Record<string, unknown>;
};

export function toEntry(row: EntryRow): Entry {
  return {
    sessionId: row.session_id,
    seq: parseSeqId(row.seq),
    authorId: row.author_id,
    clientId: row.client_id,
    at: row.created_at.getTime(),
    body: toBody(row.kind, row.body),
  };
}

/** What older rows leave out: before there was a second mode, every session was in push mode and no entry said so. */
const LEFT_OUT: Partial<Record<EntryKind, object>> = {
  'session-created': { mode: 'push' },
  'members-added': { mode: 'push' },
};

/**
 * Reads a stored body, its fields in the order in which they were written (jsonb keeps none). The one place that
 * trusts the column: `bodyColumn` wrote it from a typed body.
 */
function toBody(kind: EntryKind, stored: Record<string, unknown>): EntryBody {
  const body = { kind, ...LEFT_OUT[kind], ...stored } as EntryBody;
  switch (body.kind) {
    case 'session-created': {
      const { sessionKind, title, memberIds, mode } = body;
      return { kind: body.kind, sessionKind, title, memberIds, mode };
    }
    case 'members-added': {
      const { memberIds, memberCount, sessionKind, title, visibleFrom, mode } = body;
      return { kind: body.kind, memberIds, memberCount, sessionKind, title, visibleFrom, mode };
    }
    default:
      return body;
  }
}

/** What the body column holds of a body: everything but the kind, which has a column of its own. */
export function bodyColumn(body: EntryBody): string {
  return JSON.stringify({ ...body, kind: undefined });
}

/** What the digest column holds of a hash: the same 64 bits, read as a signed number. */
export function digestColumn(hash: bigint): string {
  return BigInt.asIntN(64, hash).toString();
}

export function toStay(row: StayRow): Membership {
  return {
    userId: row.user_id,
    role: row.role,
    joinedSeq: parseSeqId(row.from_seq),
    visibleFrom: parseSeqId(row.visible_from),
    untilSeq: row.until_seq === null ? null : parseSeqId(row.until_seq),
  };
}

export function toDevice(row: DeviceRow): DeviceRecord {
  return {
    userId: row.user_id,
    deviceId: row.device_id,
    loginId: row.login_id,
    name: row.name,
    status: row.status === 'waking' ? 'dormant' : row.status,
    createdAt: row.created_at.getTime(),
    lastSeenAt: row.last_seen_at.getTime(),
    head: parseSeqId(row.head_seq),
    floor: parseSeqId(row.floor_seq),
    acked:
      row.acked_seq === null || row.acked_at === null
        ? null
        : { seq: parseSeqId(row.acked_seq), at: row.acked_at.getTime() },
  };
}

/**
 * Text as PostgreSQL can hold it: NUL and lone surrogates, which no JSON column takes, become U+FFFD. Done before
 * anything is compared or stored, so a retry of such a text finds itself.
 */
export function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
