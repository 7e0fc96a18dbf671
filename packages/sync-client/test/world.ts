import type { SessionWindow, SyncStatus } from '../src/client.ts';
import { ManualClock, SeededRandom, SimDevice, SimServer, type SimTab } from '../src/testing/index.ts';

/** A server with Alice, Bob and some sessions of theirs, and devices of Alice's to try things on. */
export class World {
  readonly clock = new ManualClock();
  readonly random: SeededRandom;
  readonly server: SimServer;
  readonly alice: string;
  readonly bob: string;
  readonly sessions: string[] = [];
  #said = 0;

  /** @param pullThreshold the most members that push mode carries; the sessions here have two */
  constructor(seed: number, pullThreshold?: number) {
    this.random = new SeededRandom(seed);
    this.server = new SimServer(this.clock, pullThreshold);
    this.alice = this.random.uuid();
    this.bob = this.random.uuid();
    this.server.addUser(this.alice, 'alice');
    this.server.addUser(this.bob, 'bob');
  }

  async addSession(): Promise<string> {
    const sessionId = this.random.uuid();
    const made = await this.server.store.createSession({
      sessionId,
      sessionKind: 'group',
      title: `Session ${this.sessions.length}`,
      creatorId: this.bob,
      memberIds: [this.bob, this.alice],
      history: 'joined',
      clientId: this.random.uuid(),
    });
    this.server.took(made);
    this.sessions.push(sessionId);
    return sessionId;
  }

  async addDevice(): Promise<SimDevice> {
    const device = new SimDevice(this.server, this.random, this.alice);
    await this.server.register(this.alice, device.deviceId);
    return device;
  }

  /** Bob writes so many messages, over all sessions. */
  async bobWrites(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const sessionId = this.sessions[this.#said % this.sessions.length];
      this.#said += 1;
      if (sessionId) await this.server.say(sessionId, this.bob, this.random.uuid(), `bob ${this.#said}`);
    }
  }

  async live(...tabs: readonly SimTab[]): Promise<void> {
    await this.clock.until(() => tabs.every((tab) => tab.client.status.get().kind === 'live'));
  }

  async status(tab: SimTab, kind: SyncStatus['kind']): Promise<SyncStatus> {
    await this.clock.until(() => tab.client.status.get().kind === kind);
    return tab.client.status.get();
  }

  /** The device has applied all that the server has for it. */
  async caughtUp(device: SimDevice): Promise<void> {
    await this.clock.until(async () => {
      const record = await this.server.store.device(this.alice, device.deviceId);
      return device.disk.position?.checkpoint === record?.head;
    });
  }

  /** What the server stores of a session, as text in order. */
  async stored(sessionId: string): Promise<string[]> {
    const texts: string[] = [];
    for (let seq = 0; ;) {
      const page = await this.server.store.history({
        userId: this.bob,
        sessionId,
        anchor: { at: 'after', seq },
        limit: 100,
      });
      if ('outcome' in page || page.covered === null) return texts;
      texts.push(...page.entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : [])));
      seq = page.covered.to;
    }
  }

  /** What a device shows of a session, as text in order. */
  static texts(window: SessionWindow): string[] {
    return window.entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
  }

  async shown(device: SimDevice, sessionId: string): Promise<string[]> {
    const entries = await device.store.entries(sessionId, 0, 10_000);
    return entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
  }

  /** The device holds every session as the server has it. */
  async differences(device: SimDevice): Promise<string[]> {
    const found: string[] = [];
    for (const sessionId of this.sessions) {
      const [server, local] = [await this.stored(sessionId), await this.shown(device, sessionId)];
      if (JSON.stringify(server) !== JSON.stringify(local)) {
        found.push(`${sessionId}: the server has ${server.length}, the device ${local.length}`);
      }
    }
    return found;
  }
}
