import { parseSeqId } from '@tidemark/timeline';
import type { Delivery, SyncItem } from '@tidemark/timeline';
import { advanceDevices } from './sql/advance-devices.ts';
import type { WriteTransaction } from './transaction.ts';

/** How the kind of a sync entry is written in its row. */
export const SYNC_KIND = { entry: 1, read: 2 } as const;

/** From so many items on, a plan of its own costs less than it saves. */
const MANY = 50;

/** A sync item that has no place in a sync timeline yet. */
export type Told = DistributiveOmit<SyncItem, 'syncSeq'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** One item and the users whose devices get it. */
export type Telling = { readonly item: Told; readonly userIds: Iterable<string> };

/**
 * Puts items at the end of the sync timelines of the active devices of users, in the order of the list. Last step of a
 * write: device rows are the last that it locks.
 */
export async function fanOut(tx: WriteTransaction, tellings: readonly Telling[]): Promise<readonly Delivery[]> {
  const byUser = new Map<string, Told[]>();
  for (const { item, userIds } of tellings) {
    for (const userId of new Set(userIds)) {
      const items = byUser.get(userId);
      if (items) items.push(item);
      else byUser.set(userId, [item]);
    }
  }
  if (byUser.size === 0) return [];
  const users = [...byUser.keys()].sort();
  const rows = users.flatMap((userId) =>
    (byUser.get(userId) ?? []).map((item, index) => ({ userId, place: index + 1, item })),
  );
  const values = [
    users,
    users.map((userId) => byUser.get(userId)?.length ?? 0),
    rows.map((row) => row.userId),
    rows.map((row) => row.place),
    rows.map((row) => SYNC_KIND[row.item.kind]),
    rows.map(({ item }) => (item.kind === 'entry' ? item.entry.sessionId : item.sessionId)),
    rows.map(({ item }) => (item.kind === 'entry' ? item.entry.seq : item.readSeq)),
  ];
  const { client } = tx;
  const advanced = await (rows.length > MANY
    ? advanceDevices.runForMany(client, values)
    : advanceDevices.run(client, values));
  return advanced.map((device): Delivery => {
    const items = byUser.get(device.user_id) ?? [];
    const before = parseSeqId(device.head_seq) - items.length;
    return {
      userId: device.user_id,
      deviceId: device.device_id,
      floor: parseSeqId(device.floor_seq),
      items: items.map((item, index) => ({ ...item, syncSeq: before + index + 1 })),
    };
  });
}
