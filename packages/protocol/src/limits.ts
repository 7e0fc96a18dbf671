import { MAX_AUDIT_RANGES, MAX_AUDIT_SEQS, MAX_EDITS, MAX_FOLLOWS } from '@tidemark/timeline';

/** Bounds of the wire. The server enforces them; the client knows them so that it can refuse before it sends. */
export const LIMITS = {
  /** A message's text, in UTF-8 bytes. */
  textBytes: 16_000,
  titleChars: 80,
  displayNameChars: 64,
  usernameChars: { min: 3, max: 32 },
  deviceNameChars: 80,
  /** Usernames or members named by one request. */
  membersPerRequest: 200,
  /** SeqIds that one pull may cover, and entries that one history page may hold. */
  pullPage: 200,
  historyPage: 100,
  /** SeqIds that one `history:days` looks at. */
  daysSeqs: 100_000,
  /** Client ids that one `message:find` names. */
  finds: 100,
  /** Sessions that one `sync:follow` names. */
  follows: MAX_FOLLOWS,
  /** Ranges, and SeqIds in all of them, that one `audit:session` names. */
  auditRanges: MAX_AUDIT_RANGES,
  auditSeqs: MAX_AUDIT_SEQS,
  /** Users that one message names, and changes of messages that one answer of `history:changes` brings. */
  mentions: 50,
  changesPage: 500,
  /** How often a message is edited at most. */
  editsPerMessage: MAX_EDITS,
  /** A key of one's own data, in UTF-16 units, and a value, in UTF-8 bytes: a draft is a message and a little more. */
  ownKeyChars: 200,
  ownValueBytes: 20_000,
  /** Messages that one user stars, and runs of messages that they delete for themself. */
  stars: 1000,
  hiddenRuns: 2000,
  /** An emoji, in UTF-16 units: the longest sequences have fewer. */
  emojiChars: 32,
  snapshotPage: 200,
  membersPage: 200,
  /** Members of a session, at most, for typing and presence to be told in it, and for receipts. */
  companyMembers: 200,
  receiptMembers: 100,
  /** People that one device watches the presence of. */
  watched: 100,
  /** The largest frame that the server takes from a client, in bytes (Socket.IO's maxHttpBufferSize). */
  frameBytes: 64_000,
} as const;

/** What emoji are made of: pictures, flags and tones, and what joins and colours them. */
const EMOJI_ONLY = /^[\p{Emoji}\p{Extended_Pictographic}\p{Emoji_Component}]+$/u;
/** Digits, # and * are emoji to Unicode; here only as keycaps. */
const EMOJI_BASE = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u;

/** True for one emoji, of however many code points: what a reaction may be. */
export function isEmoji(text: string): boolean {
  if (text.length > LIMITS.emojiChars || !EMOJI_ONLY.test(text) || !EMOJI_BASE.test(text)) return false;
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length === 1;
}

/** The size of a text as the limit counts it. */
export function textBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
