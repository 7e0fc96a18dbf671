import { expectConverged, expectStored, numbered } from '../support/convergence.ts';
import { readFeed } from '../support/feed.ts';
import { expect, test, type World } from '../support/fixtures.ts';

/** Two people with two devices each, all of them looking at their direct session. */
async function twoTimesTwo(world: World) {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [ada1, ada2, bo1, bo2] = await Promise.all([ada, ada, bo, bo].map((person) => world.device(person)));
  if (!ada1 || !ada2 || !bo1 || !bo2) throw new Error('unreachable');
  await ada1.chat.startChat([bo.username]);
  await Promise.all([ada2.chat.open(bo.username), bo1.chat.open(ada.username), bo2.chat.open(ada.username)]);
  return { ada1, ada2, bo1, bo2, devices: [ada1, ada2, bo1, bo2], sessionId: ada1.chat.sessionId() };
}

test('what is sent from any device, in turn or at once, is on all devices of both once and in one order', async ({
  world,
}) => {
  test.slow();
  const { ada1, bo1, devices, sessionId } = await twoTimesTwo(world);
  const texts: string[] = [];
  for (const round of [1, 2]) {
    for (const [index, device] of devices.entries()) {
      const text = `round ${round} from device ${index + 1}`;
      texts.push(text);
      await device.chat.send(text);
      for (const other of devices) await expect(other.chat.article(text)).toHaveCount(1);
    }
  }
  expect(await expectStored(world, sessionId, texts.length)).toEqual(texts);

  // Now both at the same time.
  const [fromAda, fromBo] = [numbered('ada says', 25), numbered('bo says', 25)];
  await Promise.all([
    (async () => {
      for (const text of fromAda) await ada1.chat.send(text);
    })(),
    (async () => {
      for (const text of fromBo) await bo1.chat.send(text);
    })(),
  ]);
  const stored = await expectStored(world, sessionId, texts.length + 50);
  // One device's messages keep their order; between the two any order will do, so long as it is one.
  expect(stored.filter((text) => text.startsWith('ada'))).toEqual(fromAda);
  expect(stored.filter((text) => text.startsWith('bo'))).toEqual(fromBo);
  await expectConverged(world, sessionId, devices);
  for (const device of devices) {
    const labels = await readFeed(device.chat, stored.length);
    expect(labels.map((label) => label.slice(label.search(/(ada|bo) says|round/)))).toEqual(stored);
  }
});
