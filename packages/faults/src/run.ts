import { checkRun } from './checker/check.ts';
import { countsOf } from './checker/counts.ts';
import { lifeOf } from './checker/life.ts';
import { groupBy } from './history/group-by.ts';
import type { History } from './history/events.ts';
import type { Outcome } from './history/outcome.ts';
import { Nemesis } from './nemesis/nemesis.ts';
import { catchUp, outcomeOf, unrest } from './world/end.ts';
import { Load } from './world/load.ts';
import { makeSessions } from './world/sessions.ts';
import { World, type WorldOptions } from './world/world.ts';

export type Report = {
  readonly counts: Readonly<Record<string, number>>;
  /** The life of every entry that a broken promise is about, and whatever else was wrong; empty when nothing was. */
  readonly broken: readonly string[];
};

/** Violations of one rule that are told in full; one fault often shows in a thousand entries. */
const TOLD = 2;

/** A whole run: people write while faults strike, all is mended, everyone catches up, and the checker judges. */
export async function runFaults(options: WorldOptions): Promise<Report> {
  const world = await World.build(options);
  let run: { readonly history: History; readonly outcome: Outcome };
  try {
    const outcome = await underFaults(world, options.seconds);
    run = { history: [...world.recorder.history], outcome };
  } finally {
    await world.dispose();
  }
  const { history, outcome } = run;
  const violations = checkRun(history, outcome);
  const broken = [...groupBy(violations, (found) => [found.rule, found])].flatMap(([rule, found]) => [
    `${rule}: broken ${found.length} times`,
    ...found.slice(0, TOLD).map((one) => lifeOf(one, history, outcome).join('\n')),
  ]);
  return {
    counts: {
      ...countsOf(history, outcome),
      'partitions purged': world.retention.dropped,
      violations: violations.length,
    },
    broken: [...world.problems, ...broken],
  };
}

async function underFaults(world: World, seconds: number): Promise<Outcome> {
  for (const device of world.devices) device.open();
  await makeSessions(world);
  const load = new Load(world);
  const nemesis = new Nemesis(world);
  await nemesis.strikeFor(seconds);
  await nemesis.mended();
  load.stop();
  world.pace.calm();
  if (!(await catchUp(world))) world.problems.push(...(await unrest(world)));
  return outcomeOf(world);
}
