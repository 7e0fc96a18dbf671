import type { UserProfile } from '../entry.ts';
import { MemoryTimelineStore } from './memory-timeline-store.ts';
import { sampleId } from './samples.ts';
import type { StoreLimits, TimelineStoreFixture } from './timeline-store-contract.ts';

/** An in-memory store with its accounts and clock, as the contract wants it. */
export function memoryFixture(options: StoreLimits = {}): TimelineStoreFixture {
  const users = new Map<string, UserProfile>();
  let time = 1_700_000_000_000;
  let ids = 0;
  const now = () => (time += 1_000);
  const store = new MemoryTimelineStore({ epoch: 'epoch-1', now, users, ...options });
  return {
    store,
    newId: () => sampleId('e', (ids += 1)),
    addUsers: async (added) => added.forEach((user) => users.set(user.userId, user)),
    now: async () => now(),
    purgeSync: async (userId, deviceId, floor) => store.purgeSync(userId, deviceId, floor),
    sleep: async (userId, deviceId) => store.sleep(userId, deviceId),
    breakFanOut: async () => {
      store.setFanOutFails(true);
      return async () => store.setFanOutFails(false);
    },
    close: async () => {},
  };
}
