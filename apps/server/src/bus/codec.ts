import type { Delivery, Entry, SyncItem } from '@tidemark/timeline';
import { z } from 'zod';
import type { BusMessage, DeviceHead } from './bus.ts';

/** Messages of another shape, of a newer or older node, are passed over: the look at the heads makes up for them. */
const VERSION = 1;

const seq = z.number().int().nonnegative();
const id = z.string();
/** An entry goes through as it is: what it holds is the reading device's to understand. */
const entry = z.looseObject({ sessionId: id, seq, body: z.looseObject({ kind: z.string() }) });
/** Entries are written once however many devices get them; an item names its own by its place. */
const item = z.union([
  z.object({ s: seq, e: z.number().int().nonnegative() }),
  z.object({
    s: seq,
    read: z.object({ sessionId: id, readSeq: seq, unread: seq, atSeq: seq, floor: z.exactOptional(seq) }),
  }),
]);
/** An older node says no times. */
const deviceThere = { userId: id, deviceId: id, since: z.exactOptional(z.number()) };
const head = z.object({ userId: id, deviceId: id, head: seq, floor: seq });

const messageSchema = z.discriminatedUnion('kind', [
  z.object({
    v: z.literal(VERSION),
    kind: z.literal('written'),
    epoch: z.string(),
    entries: z.array(entry),
    to: z.array(z.object({ userId: id, deviceId: id, floor: seq, items: z.array(item) })),
    heads: z.array(head),
  }),
  z.object({
    v: z.literal(VERSION),
    kind: z.literal('session-written'),
    epoch: z.string(),
    delivery: z.object({ sessionId: id, was: seq, generation: seq, endedFor: z.array(id), entries: z.array(entry) }),
  }),
  z.object({ v: z.literal(VERSION), kind: z.literal('device-revoked'), userId: id, deviceId: id }),
  z.object({ v: z.literal(VERSION), kind: z.literal('device-moved'), userId: id, deviceId: id, fromLogin: id }),
  z.object({ v: z.literal(VERSION), kind: z.literal('login-ended'), loginId: id }),
  z.object({
    v: z.literal(VERSION),
    kind: z.literal('devices-here'),
    devices: z.array(z.object(deviceThere)),
    asks: z.boolean(),
  }),
  z.object({ v: z.literal(VERSION), kind: z.literal('device-left'), ...deviceThere }),
  z.object({
    v: z.literal(VERSION),
    kind: z.literal('typing'),
    to: z.array(id),
    sessionId: id,
    userId: id,
    forMs: seq,
  }),
  z.object({
    v: z.literal(VERSION),
    kind: z.literal('receipts'),
    moves: z.array(z.object({ sessionId: id, userId: id, readSeq: seq, deliveredSeq: seq })),
  }),
  z.object({ v: z.literal(VERSION), kind: z.literal('device-connected'), userId: id, deviceId: id, since: z.number() }),
]);
type Written = Extract<z.infer<typeof messageSchema>, { kind: 'written' }>;
type WireItem = z.infer<typeof item>;

/** One message as it crosses. */
export function encode(message: BusMessage): string {
  if (message.kind !== 'written') return JSON.stringify({ v: VERSION, ...message });
  const places = new Map<Entry, number>();
  const wireItem = (one: SyncItem): object => {
    if (one.kind === 'read') {
      const { kind: _, syncSeq, ...read } = one;
      return { s: syncSeq, read };
    }
    const place = places.get(one.entry) ?? places.size;
    places.set(one.entry, place);
    return { s: one.syncSeq, e: place };
  };
  const to = message.deliveries.map(({ userId, deviceId, floor, items }) => ({
    userId,
    deviceId,
    floor,
    items: items.map(wireItem),
  }));
  const { kind, epoch, heads } = message;
  return JSON.stringify({ v: VERSION, kind, epoch, entries: [...places.keys()], to, heads });
}

/** What another node said, or null when it cannot be read. */
export function decode(text: unknown): BusMessage | null {
  const parsed = messageSchema.safeParse(json(text));
  if (!parsed.success) return null;
  const { v: _version, ...message } = parsed.data;
  if (message.kind === 'written') return written(message);
  // made by a node of this product, of entries that its own store gave it
  return message as BusMessage;
}

function written(wire: Omit<Written, 'v'>): BusMessage | null {
  // made by a node of this product, of entries that its own store gave it
  const entries = wire.entries as unknown as readonly Entry[];
  const deliveries: Delivery[] = [];
  const heads: DeviceHead[] = [...wire.heads];
  for (const { userId, deviceId, floor, items } of wire.to) {
    const read = items.map((one) => itemOf(one, entries));
    if (read.some((one) => one === null)) return null;
    deliveries.push({ userId, deviceId, floor, items: read.filter((one) => one !== null) });
  }
  return { kind: 'written', epoch: wire.epoch, deliveries, heads };
}

function itemOf(wire: WireItem, entries: readonly Entry[]): SyncItem | null {
  if ('read' in wire) return { kind: 'read', syncSeq: wire.s, ...wire.read };
  const found = entries[wire.e];
  return found ? { kind: 'entry', syncSeq: wire.s, entry: found } : null;
}

function json(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
