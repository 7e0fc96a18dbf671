import { actAtRandom, createSession } from './actions.ts';
import { findViolations } from './oracles.ts';
import { World } from './world.ts';

export type SimulationReport = {
  readonly seed: number;
  readonly violations: readonly string[];
  /** What happened, for the record: entries stored, devices, connections opened. */
  readonly entries: number;
  readonly devices: number;
  readonly connections: number;
};

/**
 * One life of a world: it is born, things happen, it comes to rest, and everything is compared with the database.
 * The same seed and the same number of steps give the same life.
 */
export async function simulate(seed: number, steps = 60): Promise<SimulationReport> {
  const world = new World(seed);
  for (const userId of world.userIds) {
    for (let i = world.rng.int(1, 2); i > 0; i -= 1) await world.addDevice(userId);
  }
  await createSession(world);
  await world.schedule.run(100);
  for (let step = 0; step < steps; step += 1) {
    await actAtRandom(world);
    await world.schedule.run(world.schedule.now() + world.rng.int(0, 300));
  }
  await world.drain();
  const violations = await findViolations(world);
  return {
    seed,
    violations,
    entries: world.devices.reduce((sum, device) => sum + device.sent.length, 0),
    devices: world.devices.length,
    connections: [...world.network.opened.values()].reduce((sum, opened) => sum + opened, 0),
  };
}
