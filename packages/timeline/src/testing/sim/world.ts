import type { DeviceRecord, ExpireOutcome } from '../../timeline-store.ts';
import { emptyDisk } from '../memory-device-store.ts';
import type { DeviceDisk } from '../memory-device-store.ts';
import { MemoryTimelineStore } from '../memory-timeline-store.ts';
import type { MemoryDump } from '../memory-timeline-store.ts';
import { sampleId } from '../samples.ts';
import { FAIR, SimNetwork } from './network.ts';
import type { Weather } from './network.ts';
import { seededRng } from './rng.ts';
import type { Rng } from './rng.ts';
import { virtualSchedule } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { SimTab } from './tab.ts';

/** A device: its disk, and the tab that runs on it, if any. */
export type SimDevice = {
  readonly userId: string;
  readonly deviceId: string;
  readonly disk: DeviceDisk;
  tab: SimTab | null;
  /** Tabs that stand frozen while another leads. */
  readonly frozen: SimTab[];
  revoked: boolean;
  /** Sends in the user's order: what the device promised to deliver, per session. */
  readonly sent: { readonly clientId: string; readonly sessionId: string }[];
  /** The checkpoint as last seen, to notice one that moves back. */
  lastCheckpoint: number;
  lastEpoch: string;
};

const STORMY: Weather = {
  latency: [1, 400],
  dropPush: 0.2,
  doublePush: 0.1,
  loseRequest: 0.05,
  loseAnswer: 0.1,
  timeout: 2_000,
};

/**
 * Several users with several devices each, one server, one database; and everything that can go wrong with them, in an
 * order that only the seed decides.
 */
export class World {
  readonly rng: Rng;
  readonly schedule: Schedule = virtualSchedule();
  readonly store: MemoryTimelineStore;
  readonly network: SimNetwork;
  readonly devices: SimDevice[] = [];
  readonly userIds: readonly string[];
  readonly sessionIds: string[] = [];
  /** Client ids of messages that nobody misses when a restored server has them no more: recalled, or out of sight. */
  readonly forgotten = new Set<string>();
  /** What broke, found while it ran. */
  readonly violations: string[] = [];
  storeFails = false;
  #backup: { readonly dump: MemoryDump; readonly sessions: number; readonly devices: readonly string[] } | null = null;
  #lives = 1;
  #skew = 0;
  #ids = 0;

  constructor(seed: number) {
    this.rng = seededRng(seed);
    this.userIds = Array.from({ length: this.rng.int(2, 5) }, (_, i) => sampleId('a', i + 1));
    const users = new Map(
      this.userIds.map((userId, i) => [userId, { userId, username: `user${i}`, displayName: `User ${i}` }]),
    );
    const pullThreshold = this.rng.pick([2, 3, 3, 4, 200]);
    this.store = new MemoryTimelineStore({ epoch: 'epoch-1', now: () => this.#serverTime(), users, pullThreshold });
    this.network = new SimNetwork(this.store, this.schedule, this.rng);
    this.network.weather = this.rng.chance(0.7) ? STORMY : FAIR;
  }

  id(family: string): string {
    this.#ids += 1;
    return sampleId(family, this.#ids);
  }

  async addDevice(userId: string): Promise<SimDevice> {
    const device: SimDevice = {
      userId,
      deviceId: this.id('d'),
      disk: emptyDisk(),
      tab: null,
      frozen: [],
      revoked: false,
      sent: [],
      lastCheckpoint: 0,
      lastEpoch: '',
    };
    const { deviceId } = device;
    await this.store.registerDevice({ userId, deviceId, loginId: this.id('b'), name: 'sim', at: this.schedule.now() });
    this.devices.push(device);
    await this.openTab(device);
    return device;
  }

  /** Opens a tab that takes leadership. */
  async openTab(device: SimDevice): Promise<void> {
    const tab = new SimTab({
      userId: device.userId,
      deviceId: device.deviceId,
      disk: device.disk,
      server: this.store,
      network: this.network,
      schedule: this.schedule,
      rng: this.rng,
      pullLimit: this.rng.int(1, 7),
      writeMs: [0, 60],
      onWritten: () => this.#checkCheckpoint(device),
      writeFails: () => this.storeFails && this.rng.chance(0.2),
    });
    device.tab = tab;
    await tab.start();
  }

  killTab(device: SimDevice): void {
    device.tab?.kill();
    device.tab = null;
  }

  /** The leader freezes, another tab takes over, and later the first one thaws and is told that it leads no more. */
  async freezeLeader(device: SimDevice): Promise<void> {
    const frozen = device.tab;
    if (frozen === null) return;
    frozen.freeze();
    device.frozen.push(frozen);
    await this.openTab(device);
    this.schedule.after(this.rng.int(100, 4_000), async () => {
      await frozen.thaw();
      frozen.fenced();
      frozen.kill();
    });
  }

  async crashServer(): Promise<void> {
    if (!this.network.serverUp) return;
    this.network.crashServer();
    this.schedule.after(this.rng.int(50, 3_000), () => {
      this.network.serverUp = true;
    });
  }

  /** The server's clock jumps ahead and back by hours: it orders nothing. */
  #serverTime(): number {
    if (this.rng.chance(0.05)) this.#skew = this.rng.int(-10_000_000, 10_000_000);
    return this.schedule.now() + this.#skew;
  }

  /** A copy of the database, to be restored later. */
  backUp(): void {
    const devices = this.devices.filter(({ revoked }) => !revoked).map(({ deviceId }) => deviceId);
    this.#backup = { dump: this.store.dump(), sessions: this.sessionIds.length, devices };
  }

  /**
   * The database becomes its backup again: every connection breaks, as it does when a database is put in place of
   * another. Devices that registered since are unknown to it, and are gone.
   */
  async restore(): Promise<void> {
    const backup = this.#backup;
    if (backup === null) return;
    await this.crashServer();
    this.#lives += 1;
    this.store.restore(backup.dump, `epoch-${this.#lives}`);
    this.sessionIds.splice(backup.sessions);
    for (const device of this.devices) {
      if (backup.devices.includes(device.deviceId)) continue;
      device.revoked = true;
      this.killTab(device);
    }
    for (const device of this.devices) this.#noteForgotten(device);
    // What its timelines were is no matter any more: the checks of this device begin anew.
    for (const device of this.devices) device.lastEpoch = '';
  }

  /** Own messages that a device does not show any more, since its user left and came back: it cannot miss them. */
  #noteForgotten({ disk, sent }: SimDevice): void {
    const here = new Set(disk.outbox.map(({ clientId }) => clientId));
    for (const entries of disk.entries.values()) {
      for (const { clientId } of entries.values()) if (clientId !== null) here.add(clientId);
    }
    for (const { clientId } of disk.orphans) here.add(clientId);
    for (const { clientId } of sent) if (!here.has(clientId)) this.forgotten.add(clientId);
  }

  async revoke(device: SimDevice): Promise<void> {
    device.revoked = true;
    await this.store.revokeDevice(device.userId, device.deviceId);
    this.network.cut(device.deviceId, false);
  }

  /** Messages expire. Nobody misses them any more, wherever the database goes back to. */
  async expire(sessionId: string, before: number): Promise<ExpireOutcome | null> {
    const outcome = await this.store.expire({ sessionId, before });
    if (outcome === null) return null;
    for (const { sent } of this.devices) {
      for (const own of sent) if (own.sessionId === sessionId) this.forgotten.add(own.clientId);
    }
    return outcome;
  }

  /** Retention took the older half of what a device has still to learn, or of what it has learnt. */
  async purge(device: SimDevice): Promise<void> {
    const record: DeviceRecord | null = await this.store.device(device.userId, device.deviceId);
    if (record === null || record.status !== 'active') return;
    this.store.purgeSync(device.userId, device.deviceId, this.rng.int(record.floor, record.head + 1));
  }

  /** Calms everything down and lets all devices come to rest. */
  async drain(): Promise<void> {
    this.network.weather = { ...FAIR, timeout: 2_000 };
    this.network.serverUp = true;
    this.storeFails = false;
    for (const device of this.devices) {
      if (device.tab === null && !device.revoked) await this.openTab(device);
    }
    for (let round = 0; round < 4; round += 1) {
      // Past every timeout, wait and thaw: what is under way has ended, one way or the other.
      await this.schedule.run(this.schedule.now() + 60_000);
      for (const device of this.devices) {
        device.tab?.network(true);
        await device.tab?.outboxChanged();
      }
    }
    await this.schedule.run(this.schedule.now() + 60_000);
  }

  #checkCheckpoint(device: SimDevice): void {
    const { position } = device.disk;
    if (position === null) return;
    if (position.epoch === device.lastEpoch && position.checkpoint < device.lastCheckpoint) {
      this.violations.push(`CHECKPOINT: ${device.deviceId} went back to ${position.checkpoint}`);
    }
    device.lastEpoch = position.epoch;
    device.lastCheckpoint = position.checkpoint;
  }
}
