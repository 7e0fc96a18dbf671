import { MAX_SEQ } from '@tidemark/timeline';
import * as z from 'zod/mini';

/** The parts that events and answers are made of. Shapes from the server drop unknown fields instead of failing. */

export const seqSchema = z.int().check(z.minimum(0), z.maximum(MAX_SEQ));
export const idSchema = z.uuid();
const timeSchema = z.int();
const countSchema = z.int().check(z.nonnegative());

const sessionKindSchema = z.enum(['direct', 'group', 'private']);

/** Absent in what was written before there were modes. */
const modeSchema = z.enum(['push', 'pull']);
const modeOrPush = z._default(modeSchema, 'push');

const forwardedSchema = z.object({ authorId: z.nullable(idSchema), at: timeSchema });

/** What a message says, as stored. Exact optionals: a field that is not there is not there. */
const contentShape = {
  text: z.string(),
  replyTo: z.exactOptional(seqSchema),
  mentions: z.exactOptional(z.array(idSchema)),
  forwarded: z.exactOptional(forwardedSchema),
};

const knownBodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), ...contentShape }),
  z.object({
    kind: z.literal('edited'),
    target: seqSchema,
    text: z.string(),
    mentions: z.exactOptional(z.array(idSchema)),
  }),
  z.object({ kind: z.literal('recalled'), target: seqSchema, targetAuthorId: z.nullable(idSchema) }),
  z.object({ kind: z.literal('reacted'), target: seqSchema, emoji: z.string(), on: z.boolean() }),
  z.object({ kind: z.literal('pinned'), target: seqSchema, on: z.boolean() }),
  z.object({ kind: z.literal('message-recalled'), by: seqSchema }),
  z.object({ kind: z.literal('edit-recalled'), target: seqSchema, by: seqSchema }),
  z.object({ kind: z.literal('set'), key: z.string(), value: z.nullable(z.string()) }),
  z.object({ kind: z.literal('set-superseded'), by: seqSchema }),
  z.object({ kind: z.literal('expired'), upTo: seqSchema, lastAt: timeSchema }),
  z.object({ kind: z.literal('message-expired') }),
  z.object({ kind: z.literal('change-expired'), target: seqSchema }),
  z.object({
    kind: z.literal('session-created'),
    sessionKind: sessionKindSchema,
    title: z.nullable(z.string()),
    memberIds: z.array(idSchema),
    mode: modeOrPush,
  }),
  z.object({
    kind: z.literal('members-added'),
    memberIds: z.array(idSchema),
    memberCount: countSchema,
    sessionKind: sessionKindSchema,
    title: z.nullable(z.string()),
    visibleFrom: seqSchema,
    mode: modeOrPush,
  }),
  z.object({ kind: z.literal('member-removed'), memberId: idSchema }),
  z.object({ kind: z.literal('member-left'), memberId: idSchema }),
  z.object({ kind: z.literal('renamed'), title: z.string() }),
  z.object({ kind: z.literal('mode-changed'), mode: modeSchema }),
]);

const KNOWN_BODIES: ReadonlySet<string> = new Set(
  knownBodySchema.def.options.flatMap((option) => option.shape.kind.def.values),
);

/** A kind of entry that a newer server knows: kept whole, so that a newer page can show it. A known kind must fit. */
const newerBodySchema = z.pipe(
  z.looseObject({ kind: z.string().check(z.refine((kind) => !KNOWN_BODIES.has(kind))) }),
  z.transform((raw) => ({ kind: 'unknown' as const, raw: raw as unknown })),
);

export const entrySchema = z.object({
  sessionId: idSchema,
  seq: seqSchema,
  authorId: z.nullable(idSchema),
  clientId: z.nullable(idSchema),
  at: timeSchema,
  body: z.union([knownBodySchema, newerBodySchema]),
});

export const syncItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry'), syncSeq: seqSchema, entry: entrySchema }),
  z.object({
    kind: z.literal('read'),
    syncSeq: seqSchema,
    sessionId: idSchema,
    readSeq: seqSchema,
    unread: countSchema,
    atSeq: seqSchema,
    floor: z.exactOptional(seqSchema),
  }),
]);

const KNOWN_ITEMS: ReadonlySet<string> = new Set(['entry', 'read']);

/** A kind of item that a newer server knows is a hole to this client: covered by the frame, and nothing to apply. */
const newerItemSchema = z.pipe(
  z.looseObject({ kind: z.string().check(z.refine((kind) => !KNOWN_ITEMS.has(kind))), syncSeq: seqSchema }),
  z.transform(() => null),
);

const itemsSchema = z.pipe(
  z.array(z.union([syncItemSchema, newerItemSchema])),
  z.transform((items) => items.filter((item) => item !== null)),
);

export const userSchema = z.object({ userId: idSchema, username: z.string(), displayName: z.string() });

export const boundsShape = { epoch: z.string(), head: seqSchema, floor: seqSchema };

export const frameSchema = z.object({
  ...boundsShape,
  from: seqSchema,
  to: seqSchema,
  items: itemsSchema,
  users: z.array(userSchema),
});

export const sessionViewSchema = z.object({
  sessionId: idSchema,
  sessionKind: sessionKindSchema,
  title: z.nullable(z.string()),
  memberIds: z.array(idSchema),
  memberCount: countSchema,
  visibleFrom: seqSchema,
  visibleUntil: z.nullable(seqSchema),
  head: seqSchema,
  readSeq: seqSchema,
  unread: countSchema,
  lastMessage: z.nullable(entrySchema),
  lastEdit: z.nullable(entrySchema),
  lastAt: timeSchema,
  mode: modeOrPush,
});

/** A stretch of a session in pull mode, with the interval it proves. */
export const sessionFrameSchema = z.object({
  epoch: z.string(),
  sessionId: idSchema,
  from: seqSchema,
  to: seqSchema,
  entries: z.array(entrySchema),
  users: z.array(userSchema),
});

export const anchorSchema = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('newest') }),
  z.strictObject({ at: z.literal('before'), seq: seqSchema }),
  z.strictObject({ at: z.literal('after'), seq: seqSchema }),
  z.strictObject({ at: z.literal('around'), seq: seqSchema }),
]);

/** The digest of a stretch of a timeline: 64 bits. */
export const digestSchema = z.string().check(z.regex(/^[0-9a-f]{16}$/));

export const rangeDigestSchema = z.object({
  from: seqSchema,
  to: seqSchema,
  count: countSchema,
  digest: digestSchema,
});

export const rangeSchema = z.object({ from: seqSchema, to: seqSchema });

export const deviceViewSchema = z.object({
  deviceId: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  online: z.boolean(),
  /** The device that asks. */
  current: z.boolean(),
  /** Not seen for a lifetime: nothing is written to it until it is back. */
  dormant: z._default(z.boolean(), false),
  /** Where its sync timeline stands. */
  head: z._default(seqSchema, 0),
  floor: z._default(seqSchema, 1),
  /** The checkpoint that it has acknowledged, and when; null while it has acknowledged none. */
  acked: z._default(z.nullable(z.object({ seq: seqSchema, at: timeSchema })), null),
});
export type DeviceView = z.infer<typeof deviceViewSchema>;

export const memberViewSchema = z.object({
  userId: idSchema,
  role: z.enum(['owner', 'member']),
  joinedSeq: seqSchema,
});

/** How far one member of a session has got. */
export const receiptSchema = z.object({ userId: idSchema, readSeq: seqSchema, deliveredSeq: seqSchema });

/** Whether someone is there; `lastSeenAt` only of those who are not, to the minute. */
export const presenceSchema = z.object({ userId: idSchema, online: z.boolean(), lastSeenAt: z.nullable(timeSchema) });
