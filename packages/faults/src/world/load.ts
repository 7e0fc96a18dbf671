import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionRecord } from '@tidemark/timeline';
import type { Device } from './device.ts';
import type { World } from './world.ts';

/** Between two things that a user does, in ms. */
const PAUSE = { least: 50, most: 400 };
const READS = 0.15;
const JOINS = 0.015;
const LEAVES = 0.006;
const BURSTS = 0.1;
const LONGEST_BURST = 6;
/** Who sees so many of their messages waiting writes no more. */
const PATIENCE = 15;

/** People who write, read, come and go on all of their devices at once, without regard to the network. */
export class Load {
  readonly #world: World;
  #isRunning = true;
  #number = 0;

  constructor(world: World) {
    this.#world = world;
    for (let lane = 0; lane < world.devices.length; lane += 1) void this.#lane();
  }

  /** Nothing new is begun. What a dead tab was doing will never end, so nothing is waited for. */
  stop(): void {
    this.#isRunning = false;
  }

  async #lane(): Promise<void> {
    const { rng } = this.#world;
    while (this.#isRunning) {
      await sleep(rng.int(PAUSE.least, PAUSE.most));
      const device = this.#some(this.#world.devices);
      const record = device && this.#some([...device.disk.records.values()]);
      if (this.#isRunning && device && record) this.#act(device, record);
    }
  }

  #act({ client, login, waiting }: Device, { sessionId, readSeq, head, visibleUntil }: SessionRecord): void {
    if (client === null) return;
    const { rng } = this.#world;
    if (rng.chance(READS)) return void client.markRead(sessionId, rng.int(readSeq, head));
    if (visibleUntil !== null || waiting.length > PATIENCE) return;
    // Without a connection it fails; a direct session refuses it.
    if (rng.chance(JOINS)) {
      const someone = this.#some(this.#world.devices)?.login.username ?? login.username;
      return void client.addMembers(sessionId, [someone]).catch(() => undefined);
    }
    if (rng.chance(LEAVES)) return void client.removeMember(sessionId, login.userId).catch(() => undefined);
    const count = rng.chance(BURSTS) ? rng.int(2, LONGEST_BURST) : 1;
    for (let sent = 0; sent < count; sent += 1) {
      this.#number += 1;
      void client.send(sessionId, `${login.username} ${this.#number}`);
    }
  }

  #some<T>(items: readonly T[]): T | undefined {
    return items[this.#world.rng.int(0, items.length - 1)];
  }
}
