import { isZone } from '@tidemark/timeline';
import * as z from 'zod/mini';
import { LIMITS, isEmoji, textBytes } from './limits.ts';
import {
  anchorSchema,
  boundsShape,
  deviceViewSchema,
  digestSchema,
  entrySchema,
  frameSchema,
  idSchema,
  memberViewSchema,
  presenceSchema,
  rangeDigestSchema,
  rangeSchema,
  receiptSchema,
  seqSchema,
  sessionFrameSchema,
  sessionViewSchema,
  userSchema,
} from './shapes.ts';

/**
 * What a client may ask, each with its request (strict: unknown fields are refused) and its answer (tolerant: unknown
 * fields are dropped). Every request is acknowledged with `{ ok: true, ...answer }` or with a failure; never silence.
 */
const limit = (most: number) => z.optional(z.int().check(z.minimum(1), z.maximum(most)));
const trimmed = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const title = trimmed(LIMITS.titleChars);
const username = trimmed(LIMITS.usernameChars.max);
const answer = <T extends z.core.$ZodShape>(shape: T) => z.object({ ok: z.literal(true), ...shape });
const stored = { entry: entrySchema };
const mentions = z.optional(z.array(idSchema).check(z.maxLength(LIMITS.mentions)));
/** What every change of a message names: the message, and its client id where it has one. */
const changeShape = {
  sessionId: idSchema,
  clientId: idSchema,
  target: seqSchema.check(z.minimum(1)),
  targetClientId: z.optional(idSchema),
};

export const CLIENT_EVENTS = {
  /** What this device has still to learn after its checkpoint. */
  'sync:pull': {
    request: z.strictObject({
      epoch: z.string().check(z.minLength(1), z.maxLength(64)),
      checkpoint: seqSchema,
      limit: limit(LIMITS.pullPage),
      maxBacklog: z.optional(z.int().check(z.minimum(1))),
    }),
    answer: z.discriminatedUnion('outcome', [
      answer({ outcome: z.literal('continue'), frame: frameSchema }),
      answer({ outcome: z.literal('up-to-date'), ...boundsShape }),
      answer({ outcome: z.literal('too-far'), ...boundsShape }),
      answer({ outcome: z.literal('below-floor'), ...boundsShape }),
      answer({ outcome: z.literal('other-epoch'), ...boundsShape }),
    ]),
  },
  /** How far this device has applied its sync timeline: advice for the user's list of devices. */
  'sync:ack': {
    request: z.strictObject({ epoch: z.string().check(z.minLength(1), z.maxLength(64)), checkpoint: seqSchema }),
    answer: answer({}),
  },
  /** The session list, for a new device or a resync. */
  'sync:snapshot': {
    request: z.strictObject({
      cursor: z.nullable(z.string().check(z.minLength(1), z.maxLength(200))),
      limit: limit(LIMITS.snapshotPage),
    }),
    answer: answer({
      ...boundsShape,
      checkpoint: seqSchema,
      sessions: z.array(sessionViewSchema),
      users: z.array(userSchema),
      next: z.nullable(z.string()),
    }),
  },
  /** What has moved of sessions in pull mode; their frames are told from now on, on this connection. */
  'sync:follow': {
    request: z.strictObject({
      sessions: z.array(z.strictObject({ sessionId: idSchema, seq: seqSchema })).check(z.maxLength(LIMITS.follows)),
    }),
    answer: answer({
      epoch: z.string(),
      moved: z.array(sessionViewSchema),
      followed: z.array(z.object({ sessionId: idSchema, generation: seqSchema })),
      users: z.array(userSchema),
    }),
  },
  /** Roaming: a page of one session timeline. */
  'history:page': {
    request: z.strictObject({ sessionId: idSchema, anchor: anchorSchema, limit: limit(LIMITS.historyPage) }),
    answer: answer({
      sessionId: idSchema,
      epoch: z.string(),
      head: seqSchema,
      floor: seqSchema,
      covered: z.nullable(rangeSchema),
      entries: z.array(entrySchema),
      changes: z.array(entrySchema),
      changesTo: z.optional(seqSchema),
      users: z.array(userSchema),
    }),
  },
  /** Roaming: on which days how much was said. Counts the SeqIds above `after`, so many at a time. */
  'history:days': {
    request: z.strictObject({
      sessionId: idSchema,
      zone: z.string().check(z.maxLength(64), z.refine(isZone)),
      after: seqSchema,
    }),
    answer: answer({
      sessionId: idSchema,
      epoch: z.string(),
      head: seqSchema,
      floor: seqSchema,
      upTo: seqSchema,
      days: z.array(z.object({ day: z.iso.date(), messages: z.int().check(z.minimum(1)), first: seqSchema })),
    }),
  },
  /** The digests of stretches of one session timeline, of what the device's user may see there. */
  'audit:session': {
    request: z.strictObject({
      sessionId: idSchema,
      ranges: z
        .array(
          z
            .strictObject({ from: seqSchema.check(z.minimum(1)), to: seqSchema })
            .check(z.refine(({ from, to }) => from <= to)),
        )
        .check(
          z.minLength(1),
          z.maxLength(LIMITS.auditRanges),
          z.refine((ranges) => ranges.reduce((seqs, { from, to }) => seqs + to - from + 1, 0) <= LIMITS.auditSeqs),
        ),
    }),
    answer: answer({ epoch: z.string(), ranges: z.array(rangeDigestSchema) }),
  },
  /** Whether the device was told what its sync timeline says after `base`, up to its checkpoint. */
  'audit:sync': {
    request: z.strictObject({
      epoch: z.string().check(z.minLength(1), z.maxLength(64)),
      base: seqSchema,
      checkpoint: seqSchema,
      digest: digestSchema,
    }),
    answer: answer({ outcome: z.enum(['same', 'different', 'below-floor', 'too-far', 'other-epoch']) }),
  },
  'message:send': {
    /** The text's own limits (`text-empty`, `text-too-long`) have codes of their own, so the schema leaves them be. */
    request: z.strictObject({
      sessionId: idSchema,
      clientId: idSchema,
      text: z.string(),
      replyTo: z.optional(seqSchema.check(z.minimum(1))),
      mentions,
      /** A message that is passed on: the server puts its text, its author and its time in the place of `text`. */
      forwardOf: z.optional(z.strictObject({ sessionId: idSchema, seq: seqSchema.check(z.minimum(1)) })),
    }),
    answer: answer(stored),
  },
  /** Another text in place of a message's. For its author. */
  'message:edit': {
    request: z.strictObject({ ...changeShape, text: z.string(), mentions }),
    answer: answer(stored),
  },
  /** Takes a message back for everyone. For its author and the owner of the group. */
  'message:recall': { request: z.strictObject(changeShape), answer: answer(stored) },
  'message:react': {
    request: z.strictObject({ ...changeShape, emoji: z.string().check(z.refine(isEmoji)), on: z.boolean() }),
    answer: answer(stored),
  },
  'message:pin': { request: z.strictObject({ ...changeShape, on: z.boolean() }), answer: answer(stored) },
  /** A value of one's own data, the same on all one's devices; null takes it away. The last one set is in force. */
  'own:set': {
    request: z.strictObject({
      clientId: idSchema,
      key: z.string().check(z.minLength(1), z.maxLength(LIMITS.ownKeyChars)),
      value: z.nullable(z.string().check(z.refine((value) => textBytes(value) <= LIMITS.ownValueBytes))),
    }),
    answer: answer(stored),
  },
  /**
   * The changes of messages after a SeqId, without the rest of the timeline: what a device that was away asks for. Of
   * the private session (its id is the user's own): the own data in force that was set after it.
   */
  'history:changes': {
    request: z.strictObject({ sessionId: idSchema, after: seqSchema, limit: limit(LIMITS.changesPage) }),
    answer: answer({
      sessionId: idSchema,
      epoch: z.string(),
      after: seqSchema,
      to: seqSchema,
      changes: z.array(entrySchema),
      users: z.array(userSchema),
    }),
  },
  /** Which of one's own messages are stored, by client id: what to ask when the numbering has begun another life. */
  'message:find': {
    request: z.strictObject({
      sessionId: idSchema,
      clientIds: z.array(idSchema).check(z.minLength(1), z.maxLength(LIMITS.finds)),
    }),
    answer: answer({ epoch: z.string(), stored: z.array(idSchema) }),
  },
  'read:mark': {
    request: z.strictObject({ sessionId: idSchema, seq: seqSchema }),
    answer: answer({ readSeq: seqSchema }),
  },
  /** One other user makes a direct session (the same one every time), more or a title make a group. */
  'session:create': {
    request: z.strictObject({
      clientId: idSchema,
      usernames: z.array(username).check(z.minLength(1), z.maxLength(LIMITS.membersPerRequest)),
      title: z.nullable(title),
    }),
    answer: answer(stored),
  },
  'session:rename': {
    request: z.strictObject({ sessionId: idSchema, clientId: idSchema, title }),
    answer: answer(stored),
  },
  'session:add-members': {
    request: z.strictObject({
      sessionId: idSchema,
      clientId: idSchema,
      usernames: z.array(username).check(z.minLength(1), z.maxLength(LIMITS.membersPerRequest)),
    }),
    answer: answer(stored),
  },
  /** Removing oneself is leaving. */
  'session:remove-member': {
    request: z.strictObject({ sessionId: idSchema, clientId: idSchema, userId: idSchema }),
    answer: answer(stored),
  },
  'session:members': {
    request: z.strictObject({
      sessionId: idSchema,
      cursor: z.nullable(z.string().check(z.minLength(1), z.maxLength(200))),
      limit: limit(LIMITS.membersPage),
    }),
    answer: answer({
      members: z.array(memberViewSchema),
      users: z.array(userSchema),
      next: z.nullable(z.string()),
    }),
  },
  /** One types, or has stopped. Told to members who are there, and kept nowhere; said again while it goes on. */
  'typing:say': {
    request: z.strictObject({ sessionId: idSchema, on: z.boolean() }),
    answer: answer({}),
  },
  /**
   * Who of these people is there; each is named with a session that the asker shares with them, and others are left out.
   * Their coming and going is told on this connection for a while, until the next such question: ask again to go on.
   */
  'presence:watch': {
    request: z.strictObject({
      people: z.array(z.strictObject({ sessionId: idSchema, userId: idSchema })).check(z.maxLength(LIMITS.watched)),
    }),
    answer: answer({ people: z.array(presenceSchema) }),
  },
  /**
   * How far each member has got; null where there are too many. What moves is told on this connection for a while: ask
   * again to go on.
   */
  'receipts:get': {
    request: z.strictObject({ sessionId: idSchema }),
    answer: answer({ receipts: z.nullable(z.array(receiptSchema)) }),
  },
  'user:find': {
    request: z.strictObject({ username }),
    answer: answer({ user: userSchema }),
  },
  'device:list': {
    request: z.strictObject({}),
    answer: answer({ devices: z.array(deviceViewSchema) }),
  },
  'device:revoke': {
    request: z.strictObject({ deviceId: idSchema }),
    answer: answer({}),
  },
} as const;

/** What the server says by itself. */
export const SERVER_EVENTS = {
  /** First thing on a connection: where the device's sync timeline stands. */
  hello: z.object({ protocol: z.int(), deviceId: idSchema, ...boundsShape }),
  /** New items of the device's sync timeline, with the interval they prove. */
  'sync:push': frameSchema,
  /** New entries of a session that the device follows, with the interval they prove. */
  'session:push': sessionFrameSchema,
  /** The server tells of these no more, on this connection, until the device asks to follow them anew. */
  'session:moved': z.object({ sessionIds: z.array(idSchema) }),
  /** Someone types, for so long unless it is said again; 0: no more. */
  'typing:said': z.object({ sessionId: idSchema, userId: idSchema, forMs: z.int().check(z.nonnegative()) }),
  /** People whom the device watches have come or gone. */
  'presence:moved': z.object({ people: z.array(presenceSchema) }),
  /** Members of a session that the device asked for have got at least so far, whatever was told before. */
  'receipts:moved': z.object({ sessionId: idSchema, receipts: z.array(receiptSchema) }),
  /** The device is at its end; the connection closes. Its store is to be wiped. */
  'device:revoked': z.object({}),
  /** The server goes down for a moment; come back after so many ms. */
  'server:restart': z.object({ reconnectInMs: z.int().check(z.nonnegative()) }),
} as const;

/** `socket.handshake.auth` of a client. The login itself is the cookie. */
export const handshakeSchema = z.strictObject({
  protocol: z.int().check(z.minimum(1)),
  userId: idSchema,
  deviceId: idSchema,
});
export type Handshake = z.infer<typeof handshakeSchema>;

/** POST /api/devices: registers this browser profile as a device of the signed-in user. */
export const registerDeviceSchema = z.strictObject({
  deviceId: idSchema,
  name: trimmed(LIMITS.deviceNameChars),
});

export type ClientEvent = keyof typeof CLIENT_EVENTS;
export type ServerEvent = keyof typeof SERVER_EVENTS;
export type RequestOf<E extends ClientEvent> = z.infer<(typeof CLIENT_EVENTS)[E]['request']>;
export type AnswerOf<E extends ClientEvent> = z.infer<(typeof CLIENT_EVENTS)[E]['answer']>;
export type ServerMessage<E extends ServerEvent> = z.infer<(typeof SERVER_EVENTS)[E]>;
