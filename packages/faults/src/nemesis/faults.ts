import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from '../world/device.ts';
import type { ServerNode } from '../world/node.ts';
import { CAN_FILL_DISKS } from '../world/postgres.ts';
import type { World } from '../world/world.ts';

/** One thing broken: what, what else must be left alone meanwhile, for how long, and how it is mended. */
export type Stroke = {
  readonly target: string;
  /** Nothing else strikes these while it lasts. */
  readonly keys: readonly string[];
  readonly lastsMs: number;
  readonly mend: () => Promise<void> | void;
};

/** A way to break something. `strike` answers null when nothing that it could break is whole. */
export type Fault = {
  readonly name: string;
  readonly weight: number;
  /** Only where there is something of that kind. */
  readonly needs?: 'redis' | 'limits';
  /** Nobody is served for a while. Such faults come when there was something to lose since the last. */
  readonly stopsService?: true;
  readonly strike: (world: World, isFree: (key: string) => boolean) => Promise<Stroke | null>;
};

const MOST_DEVICES = 36;
const SIGN_INS = 300;
const SIGN_IN_AGAIN_MS = 300;
const YEAR_MS = 365 * 24 * 3_600_000;

const FAULTS: readonly Fault[] = [
  ofNode('kill node', 4, [0, 1_500], {
    strike: (node) => node.kill(),
    mend: (node) => node.start(),
  }),
  ofNode('restart node', 2, [0, 500], {
    strike: async (node) => void (await node.stop()),
    mend: (node) => node.start(),
  }),
  ofNode('freeze node', 3, [300, 4_000], { strike: (node) => node.freeze(), mend: (node) => node.thaw() }),
  {
    name: 'kill postgres',
    weight: 4,
    stopsService: true,
    strike: async ({ postgres, rng }, isFree) => {
      if (!isFree('postgres')) return null;
      postgres.kill();
      return { target: '', keys: ['postgres'], lastsMs: rng.int(0, 1_000), mend: () => postgres.restart() };
    },
  },
  {
    name: 'end database connections',
    weight: 8,
    strike: async ({ truth }, isFree) => {
      if (!isFree('postgres') || !(await truth.endConnections())) return null;
      return { target: '', keys: [], lastsMs: 0, mend: () => undefined };
    },
  },
  {
    name: 'purge',
    weight: 4,
    strike: async ({ retention, rng }, isFree) => {
      if (!isFree('postgres') || !isFree('purge')) return null;
      // What breaks meanwhile breaks it off.
      const purged = retention.purge();
      return { target: '', keys: ['purge'], lastsMs: rng.int(0, 500), mend: () => purged };
    },
  },
  {
    name: 'full disk',
    weight: 2,
    needs: 'limits',
    stopsService: true,
    strike: async ({ postgres, rng }, isFree) => {
      if (!isFree('postgres')) return null;
      postgres.fillDisk();
      const mend = async () => {
        await postgres.gone();
        await postgres.restart();
      };
      return { target: '', keys: ['postgres'], lastsMs: rng.int(0, 1_000), mend };
    },
  },
  ofRedis('kill redis', 2, 'SIGKILL', (redis) => redis.startAgain()),
  ofRedis('freeze redis', 2, 'SIGSTOP', (redis) => redis.signal('SIGCONT')),
  ofLinks('cut', 6, [0, 0], { strike: ({ link }) => link.cut() }),
  ofLinks('refuse connections', 3, [500, 3_000], {
    strike: ({ link }) => {
      link.weather.refuses = true;
      link.cut();
    },
  }),
  ofLinks('delay', 4, [1_000, 4_000], { strike: ({ link }, rng) => (link.weather.delayMs = rng.int(20, 500)) }),
  ofLinks('swallow requests', 4, [2_000, 5_000], { strike: ({ link }) => link.swallow('server') }),
  ofLinks('swallow answers', 4, [2_000, 5_000], { strike: ({ link }) => link.swallow('device') }),
  ofLinks('repeat', 4, [2_000, 5_000], {
    strike: ({ link }) => Object.assign(link.weather, { repeatsRequests: 0.4, repeatsPushes: 0.3 }),
  }),
  ofLinks('lose pushes', 4, [2_000, 5_000], { strike: ({ link }) => (link.weather.dropsPushes = 0.5) }),
  ofDevice('kill tab', 4, (device) => device.killTab()),
  ofDevice('kill device', 4, (device) => device.kill()),
  ofDevice('wrong clock', 2, (device, rng) => {
    device.kill();
    device.skewMs = rng.int(-20, 20) * YEAR_MS;
  }),
  {
    name: 'new device',
    weight: 2,
    strike: async (world) => {
      const { devices, rng } = world;
      const username = devices[rng.int(0, devices.length - 1)]?.login.username;
      if (username === undefined || devices.length >= MOST_DEVICES) return null;
      const mend = () => signIn(world, username);
      return { target: username, keys: [], lastsMs: 0, mend };
    },
  },
];

/** The ways to break what there is in a world. */
export function faultsFor({ redis }: World): readonly Fault[] {
  const has = { redis: redis !== null, limits: CAN_FILL_DISKS };
  return FAULTS.filter(({ needs }) => needs === undefined || has[needs]);
}

/** The node that it signs in at may be down: again, until it is let in. */
async function signIn(world: World, username: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await world.addDevice(username, 'sign-in')).open();
    } catch (error) {
      if (attempt >= SIGN_INS) throw error;
      await sleep(SIGN_IN_AGAIN_MS);
    }
  }
}

type Rng = World['rng'];
type Lasts = readonly [least: number, most: number];

function ofNode(
  name: string,
  weight: number,
  [least, most]: Lasts,
  act: {
    readonly strike: (node: ServerNode) => Promise<void> | void;
    readonly mend: (node: ServerNode) => Promise<void> | void;
  },
): Fault {
  return {
    name,
    weight,
    stopsService: true,
    strike: async ({ nodes, rng }, isFree) => {
      const whole = nodes.filter((node) => isFree(node.name));
      const node = whole[rng.int(0, whole.length - 1)];
      if (!node) return null;
      // A node that goes down in order takes its time; meanwhile other things may break.
      const struck = act.strike(node);
      const mend = async () => {
        await struck;
        await act.mend(node);
      };
      return { target: node.name, keys: [node.name], lastsMs: rng.int(least, most), mend };
    },
  };
}

/** Whatever crosses between the nodes stops for a while: devices must come to hear of everything all the same. */
function ofRedis(
  name: string,
  weight: number,
  signal: 'SIGKILL' | 'SIGSTOP',
  mend: (redis: NonNullable<World['redis']>) => Promise<void>,
): Fault {
  return {
    name,
    weight,
    needs: 'redis',
    strike: async ({ redis, rng }, isFree) => {
      if (redis === null || !isFree('redis')) return null;
      await redis.signal(signal);
      return { target: '', keys: ['redis'], lastsMs: rng.int(200, 3_000), mend: () => mend(redis) };
    },
  };
}

/** Strikes the links of one device, of a few, or of a third of all. */
function ofLinks(
  name: string,
  weight: number,
  [least, most]: Lasts,
  act: { readonly strike: (device: Device, rng: Rng) => void },
): Fault {
  return {
    name,
    weight,
    strike: async ({ devices, rng }, isFree) => {
      const share = [0.05, 0.15, 0.34][rng.int(0, 2)] ?? 0;
      const struck = devices.filter(({ deviceId }) => isFree(`link ${deviceId}`) && rng.chance(share));
      if (struck.length === 0) return null;
      for (const device of struck) act.strike(device, rng);
      return {
        target: `of ${struck.length} devices`,
        keys: struck.map(({ deviceId }) => `link ${deviceId}`),
        lastsMs: rng.int(least, most),
        mend: () => struck.forEach(({ link }) => link.mend()),
      };
    },
  };
}

function ofDevice(name: string, weight: number, strike: (device: Device, rng: Rng) => void): Fault {
  return {
    name,
    weight,
    strike: async ({ devices, rng }, isFree) => {
      const whole = devices.filter((device) => isFree(device.deviceId));
      const device = whole[rng.int(0, whole.length - 1)];
      if (!device) return null;
      strike(device, rng);
      const tabs = rng.int(1, 2);
      return {
        target: device.deviceId,
        keys: [device.deviceId],
        lastsMs: rng.int(0, 2_000),
        mend: () => {
          while (device.tabs < tabs) device.open();
        },
      };
    },
  };
}
