import { expectConverged } from '../support/convergence.ts';
import { expect, type World } from '../support/fixtures.ts';
import { Load } from '../support/load.ts';
import { onOwnServer } from '../support/own-server.ts';

const test = onOwnServer();

/** Two people in browsers and a third who sends without pause, in one group. */
async function underLoad(world: World) {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const [one, two, sender] = await Promise.all([world.device(ada), world.device(bo), world.sender(cy)]);
  const sessionId = await sender.create([ada.username, bo.username], 'Storm');
  for (const { chat } of [one, two]) await chat.open('Storm');
  const load = new Load(sender, sessionId);
  load.start();
  await expect.poll(() => load.acknowledged.size).toBeGreaterThan(200);
  return { one, two, load, sessionId, devices: [one, two] };
}

async function expectNothingLost(world: World, sessionId: string, load: Load): Promise<void> {
  const stored = await world.database.entries(sessionId);
  const seqOf = new Map(stored.map(({ clientId, seq }) => [clientId, seq]));
  for (const [clientId, seq] of load.acknowledged) expect(seqOf.get(clientId)).toBe(seq);
  const clientIds = stored.map(({ clientId }) => clientId);
  expect(new Set(clientIds).size).toBe(clientIds.length);
  // Dense: 1, 2, 3 …, the entry that made the session first.
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
}

test('the server killed under load: what was acknowledged is there, once, in one order everywhere', async ({
  world,
  server,
}) => {
  test.slow();
  const { one, two, load, sessionId, devices } = await underLoad(world);
  for (let round = 1; round <= 2; round += 1) {
    const before = load.acknowledged.size;
    await server.kill();
    await one.chat.send(`written by ada while it was down, ${round}`);
    await two.chat.send(`written by bo while it was down, ${round}`);
    await server.restart();
    await expect.poll(() => load.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 100);
  }
  await load.finish();
  for (const { chat } of devices) await expect(chat.pill).toHaveText('Live', { timeout: 60_000 });
  for (const device of devices) await expect.poll(async () => (await device.content())?.outbox.length).toBe(0);
  await expectNothingLost(world, sessionId, load);
  const own = (await world.database.texts(sessionId)).filter((text) => text.startsWith('written'));
  expect([...own].sort()).toEqual(
    ['ada', 'bo'].flatMap((name) => [1, 2].map((round) => `written by ${name} while it was down, ${round}`)),
  );
  await expectConverged(world, sessionId, devices);
});

test('PostgreSQL killed under load: it is started again, and nothing acknowledged is lost', async ({
  world,
  server,
}) => {
  test.slow();
  const { one, load, sessionId, devices } = await underLoad(world);
  for (let round = 1; round <= 2; round += 1) {
    const before = load.acknowledged.size;
    const killed = server.killPostgres();
    await one.chat.send(`written while the database was down, ${round}`);
    await expect.poll(() => load.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 100);
    expect(server.postgresPid()).not.toBe(killed);
  }
  await load.finish();
  for (const device of devices) await expect.poll(async () => (await device.content())?.outbox.length).toBe(0);
  await expectNothingLost(world, sessionId, load);
  const own = (await world.database.texts(sessionId)).filter((text) => text.startsWith('written'));
  expect(own).toEqual([1, 2].map((round) => `written while the database was down, ${round}`));
  await expectConverged(world, sessionId, devices);
});
