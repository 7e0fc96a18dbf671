import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestRedis } from '@tidemark/db/testing';
import { SeededRandom } from '@tidemark/sync-client/testing';
import { Recorder } from '../history/recorder.ts';
import { Link } from '../proxy/link.ts';
import { ORIGIN, enter } from './accounts.ts';
import { Device } from './device.ts';
import { freePort } from './free-port.ts';
import { GroundTruth } from './ground-truth.ts';
import { ServerNode } from './node.ts';
import { Pace } from './pace.ts';
import { Postgres } from './postgres.ts';
import { Retention } from './retention.ts';

export type WorldOptions = {
  readonly seed: number;
  readonly nodes: number;
  readonly users: number;
  readonly devicesPerUser: number;
  /** How long faults strike. */
  readonly seconds: number;
};

/** Real servers on a real database, and people with devices, each behind a link of its own. */
export class World {
  readonly rng: SeededRandom;
  readonly recorder = new Recorder();
  readonly pace = new Pace();
  readonly nodes: ServerNode[] = [];
  readonly devices: Device[] = [];
  /** What went wrong without being a matter of entries: a server that ended by itself. */
  readonly problems: string[] = [];
  readonly postgres: Postgres;
  /** What connects the nodes; a single one has none. */
  readonly redis: TestRedis | null;
  readonly truth: GroundTruth;
  readonly retention: Retention;
  readonly #folder: string;

  private constructor(seed: number, folder: string, postgres: Postgres, redis: TestRedis | null) {
    this.rng = new SeededRandom(seed);
    this.#folder = folder;
    this.postgres = postgres;
    this.redis = redis;
    this.truth = new GroundTruth(postgres.url);
    this.retention = new Retention(postgres.url);
  }

  static async build(options: WorldOptions): Promise<World> {
    const folder = mkdtempSync(path.join(tmpdir(), 'tidemark-faults-'));
    chmodSync(folder, 0o711); // as root, PostgreSQL runs under an account that must get there
    const redis = options.nodes > 1 ? await TestRedis.start() : null;
    const world = new World(options.seed, folder, await Postgres.start(folder), redis);
    try {
      await world.retention.prepare(world.postgres.url, options.seconds);
      for (let at = 1; at <= options.nodes; at += 1) await world.#addNode(`node ${at}`);
      for (let user = 1; user <= options.users; user += 1) {
        for (let at = 1; at <= options.devicesPerUser; at += 1) {
          await world.addDevice(`user${user}`, at === 1 ? 'sign-up' : 'sign-in');
        }
      }
      return world;
    } catch (error) {
      await world.dispose();
      throw error;
    }
  }

  /** Ends everything and removes the data. */
  async dispose(): Promise<void> {
    for (const device of this.devices) device.kill();
    await Promise.all(this.devices.map(({ link }) => link.close()));
    const stopped = await Promise.all(this.nodes.map((node) => node.stop()));
    if (stopped.includes(false)) this.problems.push('a server did not stop in order');
    await this.truth.close();
    await this.retention.close();
    await this.postgres.stop();
    await this.redis?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #addNode(name: string): Promise<void> {
    const env = {
      APP_ORIGIN: ORIGIN,
      AUTH_SECRET: 'the same on all nodes, so that each knows the others cookies',
      AUTH_RATE_LIMIT: 'off',
      DATABASE_URL: this.postgres.url,
      DATA_DIR: path.join(this.#folder, name.replace(' ', '-')),
      LOG_LEVEL: 'warn',
      PULL_THRESHOLD: '4', // the larger sessions are in pull mode, and some change it as people come and go
      RATE_DEVICE: '1000000',
      RATE_USER: '1000000',
      WEB: 'off',
      ...(this.redis ? { REDIS_URL: this.redis.url } : {}),
    };
    const node = new ServerNode({ name, port: await freePort(), env, died: (report) => this.problems.push(report) });
    this.nodes.push(node);
    await node.start();
  }

  /** Another browser of a user, who may be new: signs up or in, and gets a link of its own. */
  async addDevice(username: string, how: 'sign-up' | 'sign-in'): Promise<Device> {
    const deviceId = crypto.randomUUID();
    const login = await enter(this.#someNode().port, how, username, deviceId);
    const chance = (share: number) => this.rng.chance(share);
    const link = await Link.open({ node: () => this.#someNode().port, chance });
    const { recorder, pace } = this;
    const device = new Device({ deviceId, login, link, recorder, pace, next: () => this.rng.next() });
    this.devices.push(device);
    return device;
  }

  /** As behind a proxy that sends each connection to any node. */
  #someNode(): ServerNode {
    const node = this.nodes[this.rng.int(0, this.nodes.length - 1)];
    if (!node) throw new Error('there is no node');
    return node;
  }
}
