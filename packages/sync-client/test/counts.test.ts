import { type Entry, hiddenOf, isHidden, messageKeys, NOTHING_HIDDEN, unreadMarkOf } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import type { SimDevice, SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

/** More runs by an environment variable; a failure names its seed. */
const RUNS = Number(process.env['COUNT_RUNS'] ?? 12);
const SEEDS = Array.from({ length: RUNS }, (_, index) => index + 1);

/** Alice's own data, as the server has it. */
async function ownOf(world: World): Promise<ReadonlyMap<string, string>> {
  const page = await world.server.store.changes({ userId: world.alice, sessionId: world.alice, after: 0, limit: 9999 });
  if ('outcome' in page) return new Map();
  return new Map(
    page.changes.flatMap(({ body }) => (body.kind === 'set' && body.value !== null ? [[body.key, body.value]] : [])),
  );
}

/** All that was said in a session. */
async function entriesOf(world: World, sessionId: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let seq = 0; ;) {
    const anchor = { at: 'after', seq } as const;
    const page = await world.server.store.history({ userId: world.bob, sessionId, anchor, limit: 100 });
    if ('outcome' in page || page.covered === null) return entries;
    entries.push(...page.entries);
    seq = page.covered.to;
  }
}

/**
 * What is unread for Alice, by session, from what the server has alone: the messages of others after her marker, or after
 * what she has marked as unread, without those that were recalled or that she has deleted for herself.
 */
async function counted(world: World, device: SimDevice): Promise<ReadonlyMap<string, number>> {
  const { userId, deviceId } = device;
  const page = await world.server.store.snapshot({ userId, deviceId, cursor: null, limit: 100 });
  if ('outcome' in page) throw new Error(page.outcome);
  const own = await ownOf(world);
  const hidden = hiddenOf(own);
  const counts = new Map<string, number>();
  for (const { sessionId, readSeq, unread, visibleFrom } of page.sessions) {
    if (!world.sessions.includes(sessionId)) continue;
    const mark = unreadMarkOf(own.get(messageKeys.unread(sessionId)) ?? '');
    const after = mark !== null && readSeq <= mark.read ? Math.min(readSeq, mark.from - 1) : readSeq;
    const messages = (await entriesOf(world, sessionId)).filter(
      ({ seq, body, authorId }) => body.kind === 'message' && authorId === world.bob && seq >= visibleFrom,
    );
    expect(messages.filter(({ seq }) => seq > readSeq)).toHaveLength(unread);
    const shown = messages.filter(({ seq }) => !isHidden(hidden.get(sessionId) ?? NOTHING_HIDDEN, seq));
    counts.set(sessionId, shown.filter(({ seq }) => seq > after).length);
  }
  return counts;
}

/** The badges that a device shows. */
async function badges({ client }: SimTab): Promise<ReadonlyMap<string, number>> {
  return new Map((await client.live.sessions()).map(({ sessionId, unread }) => [sessionId, unread]));
}

type Headed = { readonly sessionId: string; readonly sessionKind: string; readonly head: number };
const headsOf = (sessions: readonly Headed[]): [string, number][] =>
  sessions
    .filter(({ sessionKind }) => sessionKind !== 'private')
    .map(({ sessionId, head }): [string, number] => [sessionId, head])
    .toSorted(([a], [b]) => a.localeCompare(b));
const sorted = (counts: ReadonlyMap<string, number>) => [...counts].toSorted(([a], [b]) => a.localeCompare(b));
const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** Alice's three devices, and what may happen on and to them. */
class Run {
  readonly world: World;
  readonly devices: SimDevice[] = [];
  readonly tabs: SimTab[] = [];
  readonly #asked = new Set<string>();

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
    const what = random.int(0, 13);
    if (what > 9) await this.#mark(tab, session);
    else if (what < 4) await world.bobWrites(random.int(1, 4));
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
      await this.#fillUncounted();
      return outboxes.every((outbox) => outbox.length === 0) && (await this.#agree());
    });
  }

  /** Reads a session to its end on one device, as "mark read" does. */
  async readAll(): Promise<void> {
    for (const session of this.world.sessions) {
      const [, tab] = this.#one();
      await this.world.clock.finish(tab.client.setOwn(messageKeys.unread(session), null));
      await this.#read(tab, session, 1);
    }
  }

  /** Deletes a few messages for Alice, marks as unread from one on, or Bob recalls one. */
  async #mark({ client }: SimTab, sessionId: string): Promise<void> {
    const { random, clock, server, bob } = this.world;
    const { entries } = await client.live.window(sessionId, 1, 10_000);
    const messages = entries.filter(({ body }) => body.kind === 'message');
    const entry = messages[random.int(0, Math.max(0, messages.length - 1))];
    if (!entry) return;
    const what = random.int(0, 4);
    if (what < 2) {
      const few = messages.filter(({ seq }) => seq >= entry.seq && seq < entry.seq + 3);
      const restore = await clock.finish(
        client.hide(
          sessionId,
          few.map(({ seq }) => seq),
        ),
      );
      if (random.int(0, 3) === 0) await clock.finish(restore());
    } else if (what < 4) await clock.finish(client.markUnread(sessionId, entry.seq));
    else if (entry.authorId === bob) {
      const change = { kind: 'recall', target: entry.seq } as const;
      server.deliver(await server.store.append([{ sessionId, authorId: bob, clientId: random.uuid(), change }]));
    }
  }

  /** What a screen does where a count is a guess: once for each SeqId that is missing. */
  async #fillUncounted(): Promise<void> {
    for (const [index, { client }] of this.tabs.entries()) {
      for (const { sessionId, uncounted } of await client.live.sessions()) {
        const what = `${index} ${sessionId} ${uncounted}`;
        if (uncounted === null || this.#asked.has(what)) continue;
        this.#asked.add(what);
        void client.fill(sessionId, { at: 'around', seq: uncounted }).catch(() => this.#asked.delete(what));
      }
    }
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
    // What this device has marked counts at once, whatever the server knows of it by now. A mark as unread stands where
    // there was nothing to read on.
    if (share === 1 && session.readSeq < session.head) expect(after?.unread).toBe(0);
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
