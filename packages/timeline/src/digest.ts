import type { Entry, EntryBody, EntryKind, SyncItem } from './entry.ts';
import type { Range } from './ranges.ts';
import type { SeqId } from './seq.ts';

/** Digests of stretches of timelines: what a device and the server compare instead of the entries (SPEC AU). */

/** 64 bits as 16 hexadecimal digits: the form in which a digest travels and is kept. */
export type Digest = string;

/** What someone has of [from, to]: how many entries, and the digest of them. */
export type RangeDigest = Range & { readonly count: number; readonly digest: Digest };

export const NO_DIGEST: Digest = '0'.repeat(16);

/** How many SeqIds, in how many ranges, one question may be about. */
export const MAX_AUDIT_RANGES = 16;
export const MAX_AUDIT_SEQS = 100_000;
/** How many items of a sync timeline are compared at most. */
export const MAX_AUDIT_SYNC = 10_000;

/** The fields of each kind that its digest covers. A field added later is left out at its default, as `mode` is. */
const FIELDS: { readonly [K in Exclude<EntryKind, 'unknown'>]: readonly string[] } = {
  message: ['text', 'replyTo', 'mentions', 'forwarded'],
  'session-created': ['sessionKind', 'title', 'memberIds', 'mode'],
  'members-added': ['memberIds', 'memberCount', 'sessionKind', 'title', 'visibleFrom', 'mode'],
  'member-removed': ['memberId'],
  'member-left': ['memberId'],
  renamed: ['title'],
  'mode-changed': ['mode'],
  edited: ['target', 'text', 'mentions'],
  recalled: ['target', 'targetAuthorId'],
  reacted: ['target', 'emoji', 'on'],
  pinned: ['target', 'on'],
  'message-recalled': ['by'],
  'edit-recalled': ['target', 'by'],
  set: ['key', 'value'],
  'set-superseded': ['by'],
  expired: ['upTo', 'lastAt'],
  'message-expired': [],
  'change-expired': ['target'],
};

/** Entries from before there were modes say none, and mean push. */
const MODE_LEFT_OUT: ReadonlySet<EntryKind> = new Set(['session-created', 'members-added']);

/** The hash of one entry, 64 bits: of every field of it, its session and its SeqId among them (SPEC AU-1). */
export function entryHash(entry: Entry): bigint {
  const { sessionId, seq, authorId, clientId, at, body } = entry;
  return hash64(JSON.stringify([sessionId, seq, authorId, clientId, at]) + canonicalBody(body));
}

/** The digest of some entries: the sum of their hashes, whatever the order in which they come. */
export function digestOf(entries: Iterable<Entry>): Digest {
  let sum = 0n;
  for (const entry of entries) sum += entryHash(entry);
  return toDigest(sum);
}

/** The digest of what was told on a sync timeline: entries by reference. Read markers do not count (SPEC AU-7). */
export function syncDigestOf(items: Iterable<SyncItem>): Digest {
  let sum = 0n;
  for (const item of items) if (item.kind === 'entry') sum += referenceHash(item.syncSeq, item.entry);
  return toDigest(sum);
}

/** The hash of one entry item of a sync timeline: what it refers to, and where. */
export function referenceHash(syncSeq: SeqId, entry: Pick<Entry, 'sessionId' | 'seq'>): bigint {
  return hash64(`sync ${syncSeq} ${entry.sessionId} ${entry.seq}`);
}

export function addDigests(a: Digest, b: Digest): Digest {
  return toDigest(fromDigest(a) + fromDigest(b));
}

/** What is left of a digest when a part of it is taken out. */
export function subtractDigest(whole: Digest, part: Digest): Digest {
  return toDigest(fromDigest(whole) - fromDigest(part));
}

/** A sum of hashes as a digest: modulo 2^64, also of a negative number. */
export function toDigest(sum: bigint): Digest {
  return BigInt.asUintN(64, sum).toString(16).padStart(16, '0');
}

function fromDigest(digest: Digest): bigint {
  return BigInt(`0x${digest}`);
}

/**
 * The body as one text that does not depend on how it came: keys in order, fields of other builds left out. A kind
 * that this build does not know is taken as it stands, which is what a build that knows it arrives at.
 */
function canonicalBody(body: EntryBody): string {
  if (body.kind === 'unknown') return canonical(body.raw);
  const fields: Readonly<Record<string, unknown>> = { ...body };
  const known = FIELDS[body.kind].filter(
    (name) => !(name === 'mode' && fields[name] === 'push' && MODE_LEFT_OUT.has(body.kind)),
  );
  return canonical(Object.fromEntries(['kind', ...known].map((name) => [name, fields[name]])));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const pairs = Object.entries(value).filter(([, field]) => field !== undefined);
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}

/**
 * 64 bits of a text, well spread: two lanes of 32 bits over its UTF-16 units, mixed with each other at the end. Tells
 * accidents apart; it is no proof against one who looks for two texts of one hash.
 */
function hash64(text: string): bigint {
  let a = 0x2545f491 ^ text.length;
  let b = 0x6c8e9cf5 + text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    a = Math.imul(((a << 13) | (a >>> 19)) ^ unit, 0x9e3779b1);
    b = Math.imul(((b << 7) | (b >>> 25)) + unit, 0xc2b2ae3d);
  }
  a = spread(a ^ ((b << 16) | (b >>> 16)));
  b = spread(b + a);
  return (BigInt(a >>> 0) << 32n) | BigInt(b >>> 0);
}

/** Lets every bit of a lane depend on every other. */
function spread(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
