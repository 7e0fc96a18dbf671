import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createPool } from '../src/client.ts';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { gate, intercept } from './support/intercept.ts';
import { openStore, type OpenStore } from './support/open-store.ts';
import { group, message, newDevice, people, pullAll } from './support/people.ts';

let opened: OpenStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(async () => opened.close());

/** A store whose next COMMIT waits until it is let go. */
function heldStore() {
  const pool = createPool(opened.url, { max: 1 });
  const reached = gate();
  const release = gate();
  intercept(pool, async (text, run) => {
    if (text === 'COMMIT') {
      reached.open();
      await release.opened;
    }
    return run();
  });
  return { store: new PostgresTimelineStore({ pool }), pool, reached: reached.opened, release: () => release.open() };
}

async function waitUntilBlocked(count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await opened.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows[0]?.n).toBe(count);
    },
    { timeout: 10_000, interval: 20 },
  );
}

describe('visible order is SeqId order', () => {
  test('TL-3: a writer held open inside its transaction cannot make any reader skip its entry', async () => {
    const { store } = opened;
    const [ann, ben] = await people(opened, 2);
    if (!ann || !ben) throw new Error('no people');
    const [here, there] = [await group(store, [ann.userId, ben.userId]), await group(store, [ann.userId, ben.userId])];
    const before = await store.device(ben.userId, ben.deviceId);

    const slow = heldStore();
    const first = slow.store.append([message(here, ann.userId, 'first, still open')]);
    await slow.reached;
    // One writer behind it in the same session, one in another session but on the same device.
    const [second, third] = [opened.another(), opened.another()];
    const behind = [
      second.append([message(here, ann.userId, 'second')]),
      third.append([message(there, ben.userId, 'third')]),
    ];
    await waitUntilBlocked(2);

    // Whatever a reader does now, it sees nothing of the later two and so cannot move past the first.
    const epoch = await store.epoch();
    const checkpoint = before?.head ?? 0;
    const pulled = await store.pull({ ...ben, epoch, checkpoint, limit: 100 });
    expect(pulled).toMatchObject({ outcome: 'up-to-date', head: checkpoint });
    const page = await store.history({ userId: ben.userId, sessionId: here, anchor: { at: 'newest' }, limit: 10 });
    expect(page).toMatchObject({ head: 1, covered: { from: 1, to: 1 } });

    slow.release();
    await Promise.all([first, ...behind]);
    const items = await pullAll(store, ben);
    expect(items.map(({ syncSeq }) => syncSeq)).toEqual([1, 2, 3, 4, 5]);
    const texts = items.flatMap((item) =>
      item.kind === 'entry' && item.entry.body.kind === 'message' ? [item.entry.body.text] : [],
    );
    expect(texts[0]).toBe('first, still open');
    expect(texts.toSorted()).toEqual(['first, still open', 'second', 'third']);
    await slow.pool.end();
  });

  test('a device registered while a write is under way misses nothing of it', async () => {
    const { store } = opened;
    const [ann, ben, cas] = await people(opened, 3);
    if (!ann || !ben || !cas) throw new Error('no people');
    const sessionId = await group(store, [ann.userId, ben.userId]);

    const slow = heldStore();
    const written = slow.store.append([message(sessionId, ann.userId, 'did you see it?')]);
    await slow.reached;
    const before = (await store.devices(ben.userId)).length;
    let registered = false;
    const registration = newDevice(opened.another(), ben.userId).finally(() => (registered = true));
    while ((await store.devices(ben.userId)).length === before)
      await new Promise<void>((resolve) => setImmediate(resolve));
    expect(registered).toBe(false);
    // Whoever writes meanwhile is not held up by the one that waits.
    await group(store, [cas.userId]);
    expect(registered).toBe(false);
    slow.release();
    await written;

    const device = await registration;
    const page = await store.snapshot({ ...device, cursor: null, limit: 10 });
    if ('outcome' in page) throw new Error(page.outcome);
    const snapshotHead = page.sessions.find((view) => view.sessionId === sessionId)?.head ?? 0;
    const told = (await pullAll(store, device)).flatMap((item) => (item.kind === 'entry' ? [item.entry.seq] : []));
    expect(Math.max(snapshotHead, ...told)).toBe(2);
    await slow.pool.end();
  });
});
