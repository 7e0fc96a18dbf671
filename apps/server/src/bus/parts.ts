import type { Delivery, Entry } from '@tidemark/timeline';
import type { BusMessage, DeviceHead } from './bus.ts';

type Written = Extract<BusMessage, { kind: 'written' }>;

/** What a device, an item and an entry cost beside their texts, in bytes; a guess on the large side. */
const COST = { device: 140, item: 120, entry: 300 };

/** A message as messages of at most about `maxBytes` each. */
export function bounded(message: BusMessage, maxBytes: number): readonly BusMessage[] {
  switch (message.kind) {
    case 'written':
      return partsOf(message.epoch, message.deliveries, maxBytes);
    case 'session-written': {
      const { delivery } = message;
      const isLarge = sum(delivery.entries) > maxBytes;
      return [isLarge ? { ...message, delivery: { ...delivery, entries: [] } } : message];
    }
    default:
      return [message];
  }
}

/**
 * A commit as messages of at most about `maxBytes` each. A delivery that is larger by itself crosses as its head: the
 * device is told where its timeline stands, and pulls.
 */
export function partsOf(epoch: string, deliveries: readonly Delivery[], maxBytes: number): readonly Written[] {
  const parts: Written[] = [];
  let open: { deliveries: Delivery[]; heads: DeviceHead[]; entries: Set<Entry>; bytes: number } = fresh();
  const close = () => {
    if (open.deliveries.length + open.heads.length === 0) return;
    parts.push({ kind: 'written', epoch, deliveries: open.deliveries, heads: open.heads });
    open = fresh();
  };

  for (const delivery of deliveries) {
    const newest = delivery.items.at(-1);
    if (!newest) continue;
    const entries = entriesOf(delivery);
    const own = COST.device + delivery.items.length * COST.item;
    const alone = own + sum(entries);
    const added = () => own + sum(entries.filter((entry) => !open.entries.has(entry)));
    if (alone > maxBytes) {
      if (open.bytes + COST.device > maxBytes) close();
      open.bytes += COST.device;
      const { userId, deviceId, floor } = delivery;
      open.heads.push({ userId, deviceId, floor, head: newest.syncSeq });
      continue;
    }
    if (open.bytes + added() > maxBytes) close();
    open.bytes += added();
    open.deliveries.push(delivery);
    for (const entry of entries) open.entries.add(entry);
  }
  close();
  return parts;
}

function fresh() {
  return { deliveries: [], heads: [], entries: new Set<Entry>(), bytes: 0 };
}

function entriesOf(delivery: Delivery): readonly Entry[] {
  return delivery.items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
}

const sum = (entries: readonly Entry[]) => entries.reduce((bytes, entry) => bytes + bytesOf(entry), 0);

const sizes = new WeakMap<Entry, number>();

/** Entries are shared by many deliveries, so each is measured once. */
function bytesOf(entry: Entry): number {
  const known = sizes.get(entry);
  if (known !== undefined) return known;
  const bytes = COST.entry + Buffer.byteLength(JSON.stringify(entry.body));
  sizes.set(entry, bytes);
  return bytes;
}
