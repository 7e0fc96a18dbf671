import type { World } from './world.ts';
import { until } from './wait.ts';

/** How many members each session has at most; two make a direct one. */
const SIZES = [8, 6, 5, 4, 3, 2];
const WITHIN_MS = 60_000;

/** Makes the sessions of a run, and waits until every device of every member knows them. */
export async function makeSessions({ devices, rng }: World): Promise<void> {
  await reach('be live', () => devices.every(({ client }) => client?.status.get().kind === 'live'));
  const usernames = [...new Set(devices.map(({ login }) => login.username))];
  const wanted = new Map(usernames.map((name) => [name, 0]));
  for (const [at, size] of SIZES.entries()) {
    const members = shuffled(usernames, () => rng.next()).slice(0, size);
    const [creator, ...others] = members;
    const client = devices.find(({ login }) => login.username === creator)?.client;
    if (!client) throw new Error('nobody is there to make a session');
    await client.createSession({ usernames: others, title: others.length > 1 ? `group ${at + 1}` : null });
    for (const name of members) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  }
  await reach('know their sessions', () =>
    devices.every(({ disk, login }) => disk.records.size === wanted.get(login.username)),
  );
}

async function reach(what: string, test: () => boolean): Promise<void> {
  if (!(await until(test, WITHIN_MS))) throw new Error(`the devices do not come to ${what}`);
}

function shuffled<T>(items: readonly T[], next: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
