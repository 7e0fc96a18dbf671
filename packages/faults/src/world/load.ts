import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from './device.ts';
import type { World } from './world.ts';

/** Between two things that a user does on one device, in ms. */
const PAUSE = { least: 100, most: 600 };
const READS = 0.15;
const BURSTS = 0.1;
const LONGEST_BURST = 6;

/** People who write and read on all of their devices at once, without regard to the network. */
export class Load {
  readonly #world: World;
  readonly #lanes: Promise<void>[] = [];
  #isRunning = true;

  constructor(world: World) {
    this.#world = world;
    for (const device of world.devices) this.#lanes.push(this.#lane(device));
  }

  /** Nothing new is begun. What a dead tab was doing will never end, so nothing is waited for. */
  stop(): void {
    this.#isRunning = false;
  }

  async #lane(device: Device): Promise<void> {
    const { rng } = this.#world;
    let number = 0;
    while (this.#isRunning) {
      await sleep(rng.int(PAUSE.least, PAUSE.most));
      const records = [...device.disk.records.values()];
      const record = records[rng.int(0, records.length - 1)];
      const { client } = device;
      if (!record || !client || !this.#isRunning) continue;
      if (rng.chance(READS)) {
        void client.markRead(record.sessionId, rng.int(record.readSeq, record.head));
        continue;
      }
      const count = rng.chance(BURSTS) ? rng.int(2, LONGEST_BURST) : 1;
      for (let sent = 0; sent < count; sent += 1) {
        number += 1;
        void client.send(record.sessionId, `${device.login.username} ${number}`);
      }
    }
  }
}
