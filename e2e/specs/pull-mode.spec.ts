import { expectConverged, numbered } from '../support/convergence.ts';
import { expect } from '../support/fixtures.ts';
import { onOwnServer } from '../support/own-server.ts';

/** A server for which three members are a large group. */
const test = onOwnServer({ PULL_THRESHOLD: '2' });

test('MD-4, MD-8: a large group is live on every device, costs no sync entry, and is whole after an absence', async ({
  world,
}) => {
  test.slow();
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const [one, two, sender] = await Promise.all([world.device(ada), world.device(bo), world.sender(cy)]);
  const sessionId = await sender.create([ada.username, bo.username], 'Assembly');
  for (const { chat } of [one, two]) await chat.open('Assembly');

  await one.chat.send('from Ada');
  await expect(two.chat.article('from Ada')).toHaveCount(1);
  await two.chat.send('from Bo');
  await expect(one.chat.article('from Bo')).toHaveCount(1);

  await two.context.setOffline(true);
  await sender.sendAll(sessionId, numbered('while away', 150));
  await expect(one.chat.article('while away 150')).toHaveCount(1);
  await two.context.setOffline(false);
  await expect(two.chat.article('while away 150')).toHaveCount(1);
  await expectConverged(world, sessionId, [one, two]);
});
