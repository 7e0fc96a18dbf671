import { describe, expect, it } from 'vitest';
import type { SimDevice, SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

/** More runs by an environment variable; a failure names its seed. */
const RUNS = Number(process.env['COUNT_RUNS'] ?? 12);
const SEEDS = Array.from({ length: RUNS }, (_, index) => index + 1);

/** What the server counts for Alice, by session. */
async function counted(world: World, device: SimDevice): Promise<ReadonlyMap<string, number>> {
  const { userId, deviceId } = device;
  const page = await world.server.store.snapshot({ userId, deviceId, cursor: null, limit: 100 });
  if ('outcome' in page) throw new Error(page.outcome);
  return new Map(page.sessions.map(({ sessionId, unread }) => [sessionId, unread]));
}

/** The badges that a device shows. */
async function badges({ client }: SimTab): Promise<ReadonlyMap<string, number>> {
  return new Map((await client.live.sessions()).map(({ sessionId, unread }) => [sessionId, unread]));
}

const headsOf = (sessions: readonly { readonly sessionId: string; readonly head: number }[]): [string, number][] =>
  sessions.map(({ sessionId, head }): [string, number] => [sessionId, head]).toSorted(([a], [b]) => a.localeCompare(b));
const sorted = (counts: ReadonlyMap<string, number>) => [...counts].toSorted(([a], [b]) => a.localeCompare(b));
const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Alice's three devices, and what may happen on and to them. */
class Run {
  readonly world: World;
  readonly devices: SimDevice[] = [];
  readonly tabs: SimTab[] = [];

  constructor(seed: number, pullThreshold?: number) {
    this.world = new World(seed, pullThreshold);
  }

  async begin(): Promise<void> {
    for (let n = 0; n < 3; n += 1) await this.world.addSession();
    for (let n = 0; n < 3; n += 1) {
      const device = await this.world.addDevice();
      device.faults.dropPush = 0.1;
      device.faults.doublePush = 0.1;
      device.faults.delayPush = 200;
      this.devices.push(device);
      this.tabs.push(device.open());
    }
    await this.world.live(...this.tabs);
  }

  async step(): Promise<void> {
    const { world } = this;
    const { random, clock } = world;
    const [device, tab] = this.#one();
    const session = world.sessions[random.int(0, world.sessions.length - 1)] ?? '';
    const what = random.int(0, 9);
    if (what < 4) await world.bobWrites(random.int(1, 4));
    else if (what < 5) await clock.finish(tab.client.send(session, 'from Alice'));
    else if (what < 8) await this.#read(tab, session, random.next());
    else if (what < 9) tab.transport.cut();
    else {
      const online = device.faults.down;
      device.faults.down = !online;
      tab.surroundings.set({ online });
    }
    await clock.pass(random.int(0, 120));
  }

  /** Everything is back, and what is lost on the way comes with the next proof of life. */
  async quiet(): Promise<void> {
    for (const [index, device] of this.devices.entries()) {
      Object.assign(device.faults, { down: false, dropPush: 0, doublePush: 0, delayPush: 0 });
      this.tabs[index]?.surroundings.set({ online: true });
    }
    await this.world.live(...this.tabs);
    await this.world.clock.until(async () => {
      const outboxes = await Promise.all(this.devices.map(({ store }) => store.outbox()));
      return outboxes.every((outbox) => outbox.length === 0) && (await this.#agree());
    });
  }

  /** Reads a session to its end on one device, as "mark read" does. */
  async readAll(): Promise<void> {
    for (const session of this.world.sessions) await this.#read(this.#one()[1], session, 1);
  }

  async #agree(): Promise<boolean> {
    const [first] = this.devices;
    if (first === undefined) return false;
    const truth = JSON.stringify(sorted(await counted(this.world, first)));
    const shown = await Promise.all(this.tabs.map(badges));
    if (!shown.every((counts) => JSON.stringify(sorted(counts)) === truth)) return false;
    // A count may be the server's before its message is here; who reads all then has not read that one.
    const heads = await Promise.all(this.devices.map(async ({ store }) => headsOf(await store.sessions())));
    return heads.every((known) => JSON.stringify(known) === JSON.stringify(heads[0])) && (await this.#isAtHeads(heads));
  }

  async #isAtHeads([known]: readonly (readonly [string, number][])[]): Promise<boolean> {
    const { userId, deviceId } = this.devices[0] ?? {};
    if (known === undefined || userId === undefined || deviceId === undefined) return false;
    const page = await this.world.server.store.snapshot({ userId, deviceId, cursor: null, limit: 100 });
    return 'sessions' in page && JSON.stringify(headsOf(page.sessions)) === JSON.stringify(known);
  }

  #one(): [SimDevice, SimTab] {
    const index = this.world.random.int(0, this.devices.length - 1);
    const [device, tab] = [this.devices[index], this.tabs[index]];
    if (!device || !tab) throw new Error('unreachable');
    return [device, tab];
  }

  async #read({ client }: SimTab, sessionId: string, share: number): Promise<void> {
    const session = await client.live.session(sessionId);
    if (session === null) return;
    const seq = session.readSeq + Math.ceil((session.head - session.readSeq) * share);
    await this.world.clock.finish(client.markRead(sessionId, seq));
    const after = await client.live.session(sessionId);
    // What this device has marked counts at once, whatever the server knows of it by now.
    if (share === 1) expect(after?.unread).toBe(0);
  }
}

describe.each([
  ['push mode', undefined],
  ['pull mode', 1],
] as const)('LST-2: unread counts over three devices, in %s', (_, pullThreshold) => {
  it.each(SEEDS)('are the server’s after quiet, and 0 when all is read (seed %i)', async (seed) => {
    const run = new Run(seed, pullThreshold);
    await run.begin();
    for (let n = 0; n < 40; n += 1) await run.step();
    await run.quiet();
    for (const tab of run.tabs) expect(total(await badges(tab))).toBe(total(await badges(run.tabs[0] ?? tab)));
    await run.readAll();
    await run.quiet();
    for (const tab of run.tabs) expect(total(await badges(tab))).toBe(0);
  });
});
