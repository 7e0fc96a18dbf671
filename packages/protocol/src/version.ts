/**
 * The protocol version, exchanged in the handshake. `schema.test.ts` fails when any schema changes without a new
 * line here: say what changed, and what a client or server of the version before sees of it.
 */
export const PROTOCOL_HISTORY = [
  { version: 1, note: 'First version: pull, push, snapshot, roaming, messages, membership, read markers, devices.' },
] as const;

export const PROTOCOL_VERSION = PROTOCOL_HISTORY[PROTOCOL_HISTORY.length - 1]!.version;

/** The oldest client version that this server still serves. */
export const MIN_PROTOCOL_VERSION = 1;
