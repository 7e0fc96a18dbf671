/** What this build speaks; exchanged in the handshake. */
export const PROTOCOL_VERSION = 9;

/**
 * The life of the protocol. `schema.test.ts` fails when any schema changes without a new line
 * here: say what changed, and what a client or a server of the version before sees of it. `schema` is the fingerprint
 * of all schemas of that version; the test prints the new one.
 */
export const PROTOCOL_HISTORY: readonly { version: number; schema: string; note: string }[] = [
  {
    version: 1,
    schema: 'ad97021bf3fb2885',
    note: 'First version: pull, push, snapshot, roaming, messages, membership, read markers, devices.',
  },
  {
    version: 2,
    schema: 'be1a28e4d2565d63',
    note: 'Pull mode: sync:follow, session:push, session:moved, modes in views and entries. message:find. The audit: audit:session, audit:sync. A client of version 1 would hear nothing of sessions in pull mode, so it is asked to reload.',
  },
  {
    version: 3,
    schema: 'bf84a5287dbb5a6d',
    note: 'Who types, who is there, how far members have read: typing:say, presence:watch, receipts:get and what they tell. A client of version 2 sees none of it and misses nothing else.',
  },
  {
    version: 4,
    schema: 'e2c1fda191c5bf93',
    note: 'sync:ack, and where each device stands in device:list. A client of version 3 acknowledges nothing, and shows as a device of which no checkpoint is known.',
  },
  {
    version: 5,
    schema: '90576d9977de83f6',
    note: 'Changes of messages: message:edit, message:recall, message:react, message:pin, history:changes; replies, mentions and forwards in messages; changes in history pages, lastEdit in views. A client of version 4 would drop fields that the digests cover, so it is asked to reload.',
  },
  {
    version: 6,
    schema: '860a531c7e70ea80',
    note: 'Own data: own:set, sessions of the kind private, entries set and set-superseded. A client of version 5 does not know the kind of session that every snapshot then has, so it is asked to reload.',
  },
  {
    version: 7,
    schema: 'b5997a0c959c86f5',
    note: 'Messages that expire: the entry expired, what is left of others (message-expired, change-expired), the floor in read markers. A client of version 6 passes over it, cannot read what has expired, and drops what it holds of it with its next snapshot or audit.',
  },
  {
    version: 8,
    schema: '686c93c9c5e70737',
    note: 'history:days, for the calendar and the scrubber. A client of version 7 has neither and misses nothing else.',
  },
  {
    version: 9,
    schema: 'd0e78ffadbb91a78',
    note: 'changesTo in history pages, too-many-changes. A client of version 8 misses, of a message with over 2,000 changes, the oldest reactions until it is told of them, and shows the code of a refused edit as it is.',
  },
];

/** The oldest client version that this server still serves. */
export const MIN_PROTOCOL_VERSION = 6;
