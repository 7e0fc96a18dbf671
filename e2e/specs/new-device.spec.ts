import { runCommand, demoPerson } from '../support/command.ts';
import { readDeviceStore } from '../support/device-store.ts';
import { expect, test } from '../support/fixtures.ts';
import { signIn } from '../support/api.ts';
import { writeSlackArchive } from '../support/slack-archive.ts';

const IMPORTED = 3_000;

test('a new device has the list at once, the newest page, the oldest message by roaming, and then what comes', async ({
  world,
}, info) => {
  test.slow();
  const archive = info.outputPath('export.zip');
  writeSlackArchive(archive, 'old-days', IMPORTED);
  await runCommand(world.place, 'import', [archive]);
  await runCommand(world.place, 'demo');
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map(async (username) => {
      const account = demoPerson(world.place, username);
      return { ...account, userId: (await signIn(world.place, { ...account, userId: '' })).userId };
    }),
  );
  if (!alice || !bob) throw new Error('unreachable');

  const device = await world.device(alice);
  const { chat } = device;
  const { page } = chat;
  await test.step('the list', async () => {
    await expect(chat.link('old-days')).toBeVisible();
    await expect(chat.link('Tide watchers')).toBeVisible();
    await expect(chat.link('bob')).toBeVisible();
  });

  await test.step('the newest page', async () => {
    await chat.open('old-days');
    await expect(chat.article(`entry ${IMPORTED}`)).toBeVisible();
    // Not the whole history has come along.
    const held = (await readDeviceStore(page))?.entries.length ?? 0;
    expect(held).toBeLessThan(IMPORTED / 2);
  });

  await test.step('the oldest, by scrolling up', async () => {
    await chat.feed.focus();
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Home');
          return chat.feed.getByRole('article', { name: /, entry 1$/ }).isVisible();
        },
        { timeout: 60_000, intervals: [100] },
      )
      .toBe(true);
    await expect(page.getByText('The beginning of old-days')).toBeVisible();
    const labels = (await chat.rendered()).filter(({ seq }) => seq !== null).map(({ label }) => label);
    expect(labels[0]).toMatch(/, entry 1$/);
    expect(labels[1]).toMatch(/, entry 2$/);
  });

  await test.step('live', async () => {
    const other = await world.sender(bob);
    const sessionId = chat.sessionId();
    const seq = await other.send(sessionId, 'good to see you here');
    await expect.poll(async () => (await device.content())?.entries.some((entry) => entry.seq === seq)).toBe(true);
    await page.getByRole('button', { name: /^Newest/ }).click();
    await expect(chat.article('good to see you here')).toBeVisible();
  });
});
