import { MAX_SEQ } from '@tidemark/timeline';
import { z } from 'zod';

/** The parts that events and answers are made of. Shapes from the server drop unknown fields instead of failing. */

export const seqSchema = z.number().int().min(0).max(MAX_SEQ);
export const idSchema = z.uuid();
const timeSchema = z.number().int();

const sessionKindSchema = z.enum(['direct', 'group', 'private']);

/** Absent in what was written before there were modes. */
const modeSchema = z.enum(['push', 'pull']);
const modeOrPush = modeSchema.default('push');

const forwardedSchema = z.object({ authorId: idSchema.nullable(), at: timeSchema });

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
  z.object({ kind: z.literal('recalled'), target: seqSchema, targetAuthorId: idSchema.nullable() }),
  z.object({ kind: z.literal('reacted'), target: seqSchema, emoji: z.string(), on: z.boolean() }),
  z.object({ kind: z.literal('pinned'), target: seqSchema, on: z.boolean() }),
  z.object({ kind: z.literal('message-recalled'), by: seqSchema }),
  z.object({ kind: z.literal('edit-recalled'), target: seqSchema, by: seqSchema }),
  z.object({ kind: z.literal('set'), key: z.string(), value: z.string().nullable() }),
  z.object({ kind: z.literal('set-superseded'), by: seqSchema }),
  z.object({ kind: z.literal('expired'), upTo: seqSchema, lastAt: timeSchema }),
  z.object({ kind: z.literal('message-expired') }),
  z.object({ kind: z.literal('change-expired'), target: seqSchema }),
  z.object({
    kind: z.literal('session-created'),
    sessionKind: sessionKindSchema,
    title: z.string().nullable(),
    memberIds: z.array(idSchema),
    mode: modeOrPush,
  }),
  z.object({
    kind: z.literal('members-added'),
    memberIds: z.array(idSchema),
    memberCount: z.number().int().nonnegative(),
    sessionKind: sessionKindSchema,
    title: z.string().nullable(),
    visibleFrom: seqSchema,
    mode: modeOrPush,
  }),
  z.object({ kind: z.literal('member-removed'), memberId: idSchema }),
  z.object({ kind: z.literal('member-left'), memberId: idSchema }),
  z.object({ kind: z.literal('renamed'), title: z.string() }),
  z.object({ kind: z.literal('mode-changed'), mode: modeSchema }),
]);

const KNOWN_BODIES: ReadonlySet<string> = new Set(knownBodySchema.options.map((option) => option.shape.kind.value));

/** A kind of entry that a newer server knows: kept whole, so that a newer page can show it. A known kind must fit. */
const newerBodySchema = z
  .looseObject({ kind: z.string().refine((kind) => !KNOWN_BODIES.has(kind)) })
  .transform((raw) => ({ kind: 'unknown' as const, raw: raw as unknown }));

export const entrySchema = z.object({
  sessionId: idSchema,
  seq: seqSchema,
  authorId: idSchema.nullable(),
  clientId: idSchema.nullable(),
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
    unread: z.number().int().nonnegative(),
    atSeq: seqSchema,
    floor: z.exactOptional(seqSchema),
  }),
]);

const KNOWN_ITEMS: ReadonlySet<string> = new Set(['entry', 'read']);

/** A kind of item that a newer server knows is a hole to this client: covered by the frame, and nothing to apply. */
const newerItemSchema = z
  .looseObject({ kind: z.string().refine((kind) => !KNOWN_ITEMS.has(kind)), syncSeq: seqSchema })
  .transform(() => null);

const itemsSchema = z
  .array(z.union([syncItemSchema, newerItemSchema]))
  .transform((items) => items.filter((item) => item !== null));

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
  title: z.string().nullable(),
  memberIds: z.array(idSchema),
  memberCount: z.number().int().nonnegative(),
  visibleFrom: seqSchema,
  visibleUntil: seqSchema.nullable(),
  head: seqSchema,
  readSeq: seqSchema,
  unread: z.number().int().nonnegative(),
  lastMessage: entrySchema.nullable(),
  lastEdit: entrySchema.nullable(),
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
export const digestSchema = z.string().regex(/^[0-9a-f]{16}$/);

export const rangeDigestSchema = z.object({
  from: seqSchema,
  to: seqSchema,
  count: z.number().int().nonnegative(),
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
  dormant: z.boolean().default(false),
  /** Where its sync timeline stands. */
  head: seqSchema.default(0),
  floor: seqSchema.default(1),
  /** The checkpoint that it has acknowledged, and when; null while it has acknowledged none. */
  acked: z.object({ seq: seqSchema, at: timeSchema }).nullable().default(null),
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
export const presenceSchema = z.object({ userId: idSchema, online: z.boolean(), lastSeenAt: timeSchema.nullable() });
