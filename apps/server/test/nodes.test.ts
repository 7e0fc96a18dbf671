import { CLIENT_EVENTS } from '@tidemark/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/ids.ts';
import type { TestClient } from './support/client.ts';
import { TestClock } from './support/clock.ts';
import { Hub } from './support/hub.ts';
import { TestServer } from './support/server.ts';

let hub: Hub;
let clock: TestClock;
let one: TestServer;
let two: TestServer;

async function start(maxBytes?: number): Promise<void> {
  hub = new Hub(maxBytes);
  clock = new TestClock(Date.UTC(2026, 0));
  one = await TestServer.start({ bus: hub.join(), clock });
  two = await TestServer.start({ bus: hub.join(), clock, beside: one });
}
afterEach(async () => {
  await one.close();
  await two.close();
});

async function direct(client: TestClient, username: string): Promise<string> {
  const created = await client.ask('session:create', { clientId: uuidv7(), usernames: [username], title: null });
  return created.entry.sessionId;
}

const send = (client: TestClient, sessionId: string, text: string) =>
  client.ask('message:send', { sessionId, clientId: uuidv7(), text });

const action = () => ({ sessionId: uuidv7(), clientId: uuidv7() });
/** What goes to the writer has to be well formed to get to where rights are asked for. */
const WRITES: Readonly<Record<string, () => object>> = {
  'message:send': () => ({ ...action(), text: 'x' }),
  'message:edit': () => ({ ...action(), target: 1, text: 'x' }),
  'message:recall': () => ({ ...action(), target: 1 }),
  'message:react': () => ({ ...action(), target: 1, emoji: '👍', on: true }),
  'message:pin': () => ({ ...action(), target: 1, on: true }),
  'own:set': () => ({ clientId: uuidv7(), key: 'theme', value: 'dark' }),
};

describe('two nodes', () => {
  beforeEach(() => start());

  it('ND-2: tell devices of each other, in one order, without a gap', async () => {
    const [alice, bob] = [await one.online('alice'), await two.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => [
        send(alice.client, sessionId, `a${i}`),
        send(bob.client, sessionId, `b${i}`),
      ]).flat(),
    );
    for (const { client } of [alice, bob]) {
      await client.message('sync:push', ({ head }) => head === 101);
      let next = 1;
      for (const frame of client.messages('sync:push')) {
        expect(frame.from).toBe(next);
        expect(frame.users.length).toBeGreaterThan(0);
        next = frame.to + 1;
      }
      expect(next).toBe(102);
    }
  });
});

/** Lets time pass until something is so; what is bounded in time comes true within `withinMs` of it. */
async function within(withinMs: number, isSo: () => boolean): Promise<void> {
  const until = clock.now() + withinMs;
  await expect
    .poll(
      () => {
        if (!isSo() && clock.now() < until) clock.advance(100);
        return isSo();
      },
      { interval: 5, timeout: 10_000 },
    )
    .toBe(true);
}

/** One look at the devices online, and the grace for a push that is under way. */
const LOOK_MS = 5_500;
const headOf = (client: TestClient) => client.messages('sync:push').at(-1)?.head ?? 0;

describe('with the bus cut', () => {
  beforeEach(async () => {
    await start();
    hub.cut();
  });

  it('O-44 ND-2: devices on other nodes see within one look that they are behind, and pull', async () => {
    const [alice, bob] = [await one.online('alice'), await two.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    for (const text of ['a', 'b', 'c']) await send(alice.client, sessionId, text);
    expect(headOf(bob.client)).toBe(0);
    await within(LOOK_MS, () => headOf(bob.client) === 4);
    const { epoch } = await bob.client.message('hello');
    const pulled = await bob.client.ask('sync:pull', { epoch, checkpoint: 0 });
    expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 1, to: 4 } });
  });

  it('O-44: when it is back, devices are told at once', async () => {
    const [alice, bob] = [await one.online('alice'), await two.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    hub.heal();
    await within(1_000, () => headOf(bob.client) === 1);
    await send(alice.client, sessionId, 'after');
    await bob.client.message('sync:push', ({ from, to }) => from === 2 && to === 2);
  });

  it('ND-1: a device that was revoked on one node is served nothing on another from then on', async () => {
    const [alice, lost, bob] = [await one.online('alice'), await two.online('alice'), await two.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    await alice.client.ask('device:revoke', { deviceId: lost.device.deviceId });
    const refused = await lost.client.request('message:send', { sessionId, clientId: uuidv7(), text: 'too late' });
    expect(refused).toMatchObject({ ok: false, code: 'device-revoked' });
    await lost.client.message('device:revoked');
    await lost.client.closed;
    const page = await bob.client.ask('history:page', { sessionId, anchor: { at: 'newest' } });
    expect(page.head).toBe(1);
  });

  it('ND-1: every request is refused by what the database has, not by what this node remembers', async () => {
    const alice = await one.online('alice');
    for (const event of Object.keys(CLIENT_EVENTS)) {
      const lost = await two.online('alice');
      await alice.client.ask('device:revoke', { deviceId: lost.device.deviceId });
      const request = WRITES[event]?.() ?? {};
      expect([event, await lost.client.raw(event, request)]).toMatchObject([
        event,
        { ok: false, code: 'device-revoked' },
      ]);
      const out = await two.online('alice');
      await one.people.auth.logins.end(out.device.loginId);
      expect([event, await out.client.raw(event, request)]).toMatchObject([
        event,
        { ok: false, code: 'unauthenticated' },
      ]);
      await out.client.closed;
    }
  });

  it('ND-1: a member who was removed on one node can neither write nor read on from another', async () => {
    const [alice, bob] = [await one.online('alice'), await two.online('bob')];
    const asked = { clientId: uuidv7(), usernames: ['bob', 'carol'], title: 'G' };
    const { sessionId } = (await alice.client.ask('session:create', asked)).entry;
    const { userId } = bob.device.user;
    await alice.client.ask('session:remove-member', { sessionId, clientId: uuidv7(), userId });
    const sent = await bob.client.request('message:send', { sessionId, clientId: uuidv7(), text: 'still here?' });
    expect(sent).toMatchObject({ ok: false, code: 'not-a-member' });
    await send(alice.client, sessionId, 'without bob');
    const page = await bob.client.ask('history:page', { sessionId, anchor: { at: 'newest' } });
    expect(page.head).toBe(2);
  });

  it('ND-2: a socket whose device or login has ended on another node closes within one look', async () => {
    const [alice, revoked, out] = [await one.online('alice'), await two.online('alice'), await two.online('alice')];
    await alice.client.ask('device:revoke', { deviceId: revoked.device.deviceId });
    await one.people.auth.logins.end(out.device.loginId);
    await within(LOOK_MS, () => !revoked.client.socket.connected && !out.client.socket.connected);
    await revoked.client.message('device:revoked');
  });
});

describe('what ends on one node', () => {
  beforeEach(() => start());

  it('closes the sockets on the others, as soon as they hear of it', async () => {
    const [alice, revoked, out] = [await one.online('alice'), await two.online('alice'), await two.online('alice')];
    await alice.client.ask('device:revoke', { deviceId: revoked.device.deviceId });
    await revoked.client.message('device:revoked');
    await revoked.client.closed;
    await one.people.auth.logins.end(out.device.loginId);
    await out.client.closed;
  });

  it('closes the socket of a device that another login has taken over', async () => {
    const { device, client } = await two.online('alice');
    const { cookie } = one.people.signIn(device.user.userId);
    await one.post('/api/devices', { deviceId: device.deviceId, name: 'x' }, { cookie });
    await client.closed;
    expect(client.messages('device:revoked')).toEqual([]);
  });
});

const onlineOf = async (client: TestClient) =>
  (await client.ask('device:list', {})).devices.filter(({ online }) => online).length;

describe('who is online', () => {
  it('O-44: is seen over nodes, also by one that comes later or was cut off, and until the device has left', async () => {
    await start();
    const [here, there] = [await one.online('alice'), await two.online('alice')];
    await expect.poll(() => onlineOf(here.client)).toBe(2);
    await expect.poll(() => onlineOf(there.client)).toBe(2);
    there.client.close();
    await expect.poll(() => onlineOf(here.client)).toBe(1);

    hub.cut();
    const unheard = await two.online('alice');
    expect(await onlineOf(here.client)).toBe(1);
    hub.heal();
    await expect.poll(() => onlineOf(here.client)).toBe(2);
    await expect.poll(() => onlineOf(unheard.client)).toBe(2);

    hub.cut();
    unheard.client.close();
    await unheard.client.closed;
    clock.advance(200_000);
    expect(await onlineOf(here.client)).toBe(1);
  });
});

describe('what is said of a device that has left', () => {
  it('O-44: a word that comes after its leaving brings nobody back, and a new socket does', async () => {
    await start();
    const [here, beside, there] = [await one.online('alice'), await two.online('alice'), await two.online('alice')];
    await expect.poll(() => onlineOf(here.client)).toBe(3);
    hub.hold();
    // The nodes name their devices.
    clock.advance(60_000);
    there.client.close();
    await expect.poll(() => onlineOf(beside.client)).toBe(2);
    hub.release('last first');
    expect(await onlineOf(here.client)).toBe(2);
    await two.connect(there.device);
    await expect.poll(() => onlineOf(here.client)).toBe(3);
  });

  it('O-44: its leaving, told late, does not hide the socket that it has on another node since', async () => {
    await start();
    const three = await TestServer.start({ bus: hub.join(), clock, beside: one });
    try {
      const [here, there] = [await one.online('alice'), await two.online('alice')];
      await expect.poll(() => onlineOf(here.client)).toBe(2);
      hub.hold();
      there.client.close();
      await there.client.closed;
      await three.connect(there.device);
      hub.release('last first');
      expect(await onlineOf(here.client)).toBe(2);
    } finally {
      await three.close();
    }
  });
});

describe('a device on two nodes', () => {
  beforeEach(() => start());

  it('EP-3: is there for a third node all the while that it goes from one to the other, and gone when it leaves', async () => {
    const three = await TestServer.start({ bus: hub.join(), clock, beside: one });
    try {
      const other = await three.online('alice');
      const online = async () =>
        (await other.client.ask('device:list', {})).devices.filter((device) => device.online).length;
      const device = await one.device('alice');
      let newest = await one.connect(device);
      await expect.poll(online).toBe(2);
      for (const node of [two, one]) {
        const older = newest;
        newest = await node.connect(device);
        await older.closed;
        await newest.ask('device:list', {});
        expect(await online()).toBe(2);
      }
      newest.close();
      await expect.poll(online).toBe(1);
    } finally {
      await three.close();
    }
  });

  it('ND-3: keeps the newer socket', async () => {
    const device = await one.device('alice');
    const older = await one.connect(device);
    const newer = await two.connect(device);
    await older.closed;
    expect(await newer.ask('device:list', {})).toMatchObject({ devices: [{ current: true, online: true }] });
  });

  it('ND-3: keeps the newest also when nodes hear of it late and in any order', async () => {
    const device = await one.device('alice');
    hub.hold();
    const first = await one.connect(device);
    const second = await two.connect(device);
    first.close();
    await first.closed;
    const third = await one.connect(device);
    hub.release();
    await second.closed;
    expect(await third.ask('device:list', {})).toMatchObject({ devices: [{ current: true, online: true }] });
  });
});

describe('a commit that is too large to cross', () => {
  it('ND-2: is told by its head, and pulled', async () => {
    await start(2_000);
    const [alice, bob] = [await one.online('alice'), await two.online('bob')];
    const sessionId = await direct(alice.client, 'bob');
    await bob.client.message('sync:push', ({ head }) => head === 1);
    await send(alice.client, sessionId, 'x'.repeat(5_000));
    const hint = await bob.client.message('sync:push', ({ head }) => head === 2);
    expect(hint).toMatchObject({ from: 3, to: 2, items: [] });
    const pulled = await bob.client.ask('sync:pull', { epoch: hint.epoch, checkpoint: 1 });
    expect(pulled).toMatchObject({ outcome: 'continue', frame: { from: 2, to: 2 } });
    await send(alice.client, sessionId, 'small');
    await bob.client.message('sync:push', ({ from, to }) => from === 3 && to === 3);
  });
});
