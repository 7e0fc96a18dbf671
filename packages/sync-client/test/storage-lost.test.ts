import { Dexie, liveQuery } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SurvivingClient } from '../src/surviving-client.ts';
import { DeviceDb, deviceDbName } from '../src/store/schema.ts';
import { domError, mendIndexedDb } from './faulty-indexed-db.ts';
import { Profile } from './page.ts';
import { World } from './world.ts';

// Real storage in its own time, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

let profile: Profile;
let session: string;

beforeEach(async () => {
  profile = await Profile.make(1);
  Object.assign(Dexie.dependencies, { indexedDB: profile.storage.indexedDB, IDBKeyRange: profile.storage.IDBKeyRange });
  session = await profile.world.addSession();
});

afterEach(mendIndexedDb);

const dbName = () => deviceDbName(profile.account.userId, profile.account.deviceId);

/** The client holds all that the server has of the session, and nothing waits any more. */
async function whole(client: SurvivingClient): Promise<void> {
  const { world } = profile;
  const shown = async () => JSON.stringify(await filled(client));
  await profile.until(async () => (await shown()) === JSON.stringify(await world.stored(session)));
  await profile.until(async () => (await client.live.outbox()).length === 0);
}

/** What is shown once the gaps are filled, as a screen fills those that it sees. */
async function filled(client: SurvivingClient): Promise<string[]> {
  const { gaps } = await client.live.window(session, 1, 10_000);
  if (gaps.length > 0) void client.fill(session, { at: 'newest' }).catch(() => {});
  return profile.shown(client, session);
}

/** The connections die, as after sleep or memory pressure, nobody is told, and the next uses fail as well. */
function connectionsDie(failures = 2): void {
  profile.storage.lost = failures;
  for (const db of profile.storage.connections.splice(0)) db.close();
}

describe('a connection to the database that has died', () => {
  it('is replaced while the page goes on, before and during what is written (O-27)', async () => {
    const { world } = profile;
    const client = await profile.open(true);
    await world.bobWrites(3);
    await whole(client);
    for (let round = 0; round < 5; round += 1) {
      connectionsDie();
      await world.bobWrites(5);
      await world.clock.pass(world.random.int(0, 10));
      connectionsDie();
      await profile.finish(client.send(session, `mine ${round}`));
      await whole(client);
    }
    expect(client.storage.get()).toMatchObject({ keptIn: 'database', notice: null });
    const texts = await world.stored(session);
    expect(texts.filter((text) => text.startsWith('mine'))).toHaveLength(5);
  });

  it('that cannot be opened again leaves the page running from memory, with what it had queued (O-27)', async () => {
    const { world } = profile;
    const client = await profile.open(true);
    await world.bobWrites(3);
    await whole(client);
    profile.storage.opening = 'refuse';
    connectionsDie();
    await world.bobWrites(5);
    const sent = client.send(session, 'sent while it was lost');
    await profile.until(() => client.storage.get().keptIn === 'memory');
    await profile.finish(sent);
    expect(client.storage.get().notice).toEqual({ kind: 'nothing-kept' });
    await profile.until(() => client.status.get().kind === 'live');
    await profile.until(async () => (await world.stored(session)).includes('sent while it was lost'));
    await whole(client);
  });

  it('wakes the live queries: what comes afterwards is shown (O-34)', async () => {
    const { world } = profile;
    const client = await profile.open(true);
    const before = client.storage.get().life;
    connectionsDie();
    await profile.finish(client.live.sessions());
    // By this a screen asks its queries anew.
    expect(client.storage.get().life).toBeGreaterThan(before);
    let shown: readonly string[] = [];
    const subscription = liveQuery(() => client.live.window(session, 1, 100)).subscribe((window) => {
      shown = World.texts(window);
    });
    for (let said = 1; said <= 3; said += 1) {
      await world.bobWrites(1);
      await profile.until(() => shown.length === said);
    }
    subscription.unsubscribe();
  });
});

describe('storage that does not work', () => {
  it.each(['refuse', 'hang'] as const)(
    'to begin with: the page runs from memory and says so (O-28: %s)',
    async (opening) => {
      const { world } = profile;
      await world.bobWrites(3);
      profile.storage.opening = opening;
      profile.openWithin = 100;
      const client = await profile.open();
      expect(client.storage.get()).toMatchObject({ keptIn: 'memory', notice: { kind: 'nothing-kept' } });
      await profile.finish(client.send(session, 'hello'));
      await profile.until(async () => (await world.stored(session)).includes('hello'));
      await whole(client);
      // A device of its own, which the server knows as one.
      expect(client.account.deviceId).not.toBe(profile.account.deviceId);
    },
  );

  it('for writing: the page runs from memory (O-28: writes are refused)', async () => {
    const { world } = profile;
    profile.storage.beforeWrite = () => {
      throw domError('UnknownError');
    };
    await world.bobWrites(3);
    const client = await profile.open();
    expect(client.storage.get()).toMatchObject({ keptIn: 'memory' });
    await whole(client);
  });

  it('keeps unsent messages where the next page finds them (O-28, O-29)', async () => {
    const { world } = profile;
    profile.storage.opening = 'refuse';
    const client = await profile.open();
    profile.faults.down = true;
    await profile.finish(client.send(session, 'kept'));
    expect([...profile.local.keys()]).toHaveLength(1);
    await client.stop();
    profile.storage.opening = 'works';
    const next = await profile.open();
    expect((await next.live.outbox()).map(({ action }) => action)).toEqual([{ kind: 'send', text: 'kept' }]);
    expect(profile.local.size).toBe(0);
    profile.faults.down = false;
    await profile.until(async () => (await world.stored(session)).includes('kept'));
    await whole(next);
    expect((await world.stored(session)).filter((text) => text === 'kept')).toHaveLength(1);
  });
});

describe('a full disk', () => {
  it('takes old history first: what comes is stored (O-31)', async () => {
    const { world } = profile;
    const client = await profile.open(true);
    await world.bobWrites(300);
    await whole(client);
    // Room again only once something was dropped.
    profile.storage.room = 0;
    profile.storage.freed = () => {
      profile.storage.room = Infinity;
    };
    await world.bobWrites(3);
    await profile.until(async () => (await profile.shown(client, session)).at(-1) === 'bob 303');
    expect(client.storage.get()).toMatchObject({ keptIn: 'database', notice: null });
    // What was dropped is a gap, not silence.
    const { entries, gaps } = await client.live.window(session, 1, 10_000);
    expect(entries.length).toBeLessThan(250);
    expect(gaps).toEqual([{ from: 1, to: (entries[0]?.seq ?? 0) - 1 }]);
  });

  it('that stays full: messages come and go, and the page says that they are not kept (O-31)', async () => {
    const { world } = profile;
    const client = await profile.open(true);
    await world.bobWrites(3);
    await whole(client);
    const position = await readPosition();
    profile.storage.room = 0;
    await world.bobWrites(5);
    await profile.until(() => client.storage.get().keptIn === 'memory');
    expect(client.storage.get().notice).toEqual({ kind: 'full' });
    // The list never goes away, also before the first answer of the server.
    expect(await client.live.sessions()).toHaveLength(1);
    await profile.until(() => client.status.get().kind === 'live');
    await profile.finish(client.send(session, 'still here'));
    await profile.until(async () => (await world.stored(session)).includes('still here'));
    await whole(client);
    // The checkpoint of the full database has not moved past what could not be stored.
    expect(await readPosition()).toEqual(position);
    await client.stop();
    profile.storage.room = Infinity;
    const next = await profile.open();
    await whole(next);
    expect(next.storage.get()).toMatchObject({ keptIn: 'database', notice: null });
  });
});

describe('writes that fail now and then', () => {
  it.each([
    ['aborted', () => domError('AbortError')],
    ['without a reason', () => null],
  ])('are done again: nothing is lost or doubled (O-31: %s)', async (_how, reason) => {
    const { world } = profile;
    const client = await profile.open(true);
    let transactions = 0;
    let last: IDBTransaction | null = null;
    profile.storage.beforeWrite = (transaction) => {
      if (transaction === last) return;
      last = transaction;
      transactions += 1;
      if (transactions % 3 === 0) throw reason();
    };
    for (let round = 0; round < 10; round += 1) {
      await world.bobWrites(2);
      await world.clock.pass(20);
    }
    // The composer puts a text back that could not be kept; here the user sends it again.
    let kept = false;
    while (!kept) {
      kept = await profile.finish(
        client.send(session, 'mine').then(
          () => true,
          () => false,
        ),
      );
    }
    await whole(client);
    expect(client.storage.get()).toMatchObject({ keptIn: 'database', notice: null });
    expect((await world.stored(session)).filter((text) => text === 'mine')).toHaveLength(1);
  });
});

describe('a database deleted under its tabs', () => {
  it('is made again and filled, and what was queued is sent once (O-31: taken away)', async () => {
    const { world } = profile;
    const [one, other] = [await profile.open(true), await profile.open()];
    await world.bobWrites(5);
    await whole(one);
    profile.faults.down = true;
    await profile.finish(one.send(session, 'queued in one'));
    await profile.finish(other.send(session, 'queued in the other'));
    await Dexie.delete(dbName());
    await profile.until(() => one.storage.get().life > 1 && other.storage.get().life > 1);
    expect(one.storage.get()).toMatchObject({ keptIn: 'database', notice: { kind: 'rebuilt' } });
    expect(await one.live.outbox()).toHaveLength(2);
    profile.faults.down = false;
    await profile.until(async () => (await world.stored(session)).length === 7);
    await whole(one);
    await whole(other);
    expect(profile.world.server.online.size).toBe(1);
  });

  it('is no such case when the login ended in another tab: nothing is made again (O-33)', async () => {
    const { world } = profile;
    const [one, other] = [await profile.open(true), await profile.open()];
    await world.bobWrites(2);
    await whole(one);
    await profile.finish(one.signOut());
    await profile.until(() => other.status.get().kind === 'ended');
    expect((await profile.storage.indexedDB.databases()).map(({ name }) => name)).not.toContain(dbName());
    expect(await other.live.sessions()).toEqual([]);
    expect(profile.local.size).toBe(0);
  });

  it('and the notice says so after a reload, too (O-31: evicted)', async () => {
    const { world } = profile;
    const client = await profile.open(true);
    await world.bobWrites(2);
    await whole(client);
    await client.stop();
    connectionsDie(0);
    await Dexie.delete(dbName());
    const next = await profile.open();
    expect(next.storage.get().notice).toEqual({ kind: 'rebuilt', saved: 0 });
    await whole(next);
  });
});

describe('tabs of different versions', () => {
  it('an older page lets a newer one upgrade, keeps what it shows, and asks for a reload', async () => {
    const { world } = profile;
    const client = await profile.open(true);
    await world.bobWrites(2);
    await whole(client);
    const { indexedDB, IDBKeyRange } = profile.storage;
    const newer = new Dexie(dbName(), { indexedDB, IDBKeyRange });
    newer.version(99).stores({ meta: 'key', sessions: 'sessionId', entries: '[sessionId+seq]', more: 'id' });
    await newer.open();
    await profile.until(() => client.status.get().kind === 'outdated');
    // Loaded once more from an old cache the page does not touch what it does not know.
    const again = await profile.load();
    expect(again.status.get().kind).toBe('outdated');
    expect(newer.isOpen()).toBe(true);
    newer.close();
    expect((await indexedDB.databases()).find(({ name }) => name === dbName())?.version).toBe(990);
  });

  it('an older one that holds on to the database leaves the newer one running from memory, and says why (O-31)', async () => {
    const { indexedDB, IDBKeyRange } = profile.storage;
    const older = new Dexie(dbName(), { indexedDB, IDBKeyRange });
    older.version(0.1).stores({ meta: 'key' });
    // Frozen: it does not react when it is to let go.
    older.on('versionchange', () => false);
    await older.open();
    profile.openWithin = 100;
    const client = await profile.open();
    expect(client.storage.get()).toMatchObject({ keptIn: 'memory', notice: { kind: 'blocked' } });
    older.close();
  });
});

async function readPosition() {
  const db = new DeviceDb(dbName(), profile.storage);
  const row = await db.meta.get('position');
  db.close();
  return row?.value;
}
