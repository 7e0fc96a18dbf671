import { expect, it } from 'vitest';
import { runFaults } from '../src/run.ts';

/** How long faults strike: a short run by default, as long as one likes by `FAULTS_SECONDS`. */
const SECONDS = Number(process.env.FAULTS_SECONDS ?? 15);
const SEED = Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 1_000_000));
const NODES = Number(process.env.FAULTS_NODES ?? 2);

/** For the set-up and for catching up: no promise, only an end for a run that hangs, on however busy a machine. */
const BESIDES_MS = 1_200_000;

it(
  `loses, doubles and reorders nothing while everything fails (seed ${SEED})`,
  async () => {
    const { counts, broken } = await runFaults({
      seed: SEED,
      seconds: SECONDS,
      nodes: NODES,
      users: 8,
      devicesPerUser: 3,
    });
    const lines = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(28)} ${count}`);
    console.log(`Faults for ${SECONDS} s, seed ${SEED}, nodes ${NODES}\n${lines.join('\n')}`);
    const again = `FAULTS_SEED=${SEED} FAULTS_SECONDS=${SECONDS} FAULTS_NODES=${NODES} npm run test:faults`;
    expect(broken.join('\n\n'), `run it again: ${again}`).toBe('');
    // A run in which nothing happened shows nothing.
    for (const name of [
      'sends',
      'acknowledgements',
      'applications',
      'attempts repeated',
      'entries audited',
      'device deaths',
      'partitions purged',
    ]) {
      expect(counts[name], name).toBeGreaterThan(0);
    }
  },
  SECONDS * 1_000 + BESIDES_MS,
);
