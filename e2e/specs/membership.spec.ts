import { randomUUID } from 'node:crypto';
import { expect, test } from '../support/fixtures.ts';

test('whoever is removed from a group learns nothing further of it, by any path', async ({ world }) => {
  const [ada, bo, cy] = await Promise.all([world.person('ada'), world.person('bo'), world.person('cy')]);
  const [owner, removed, device] = await Promise.all([world.sender(ada), world.sender(bo), world.device(bo)]);
  const { chat } = device;
  const sessionId = await owner.create([bo.username, cy.username], 'Inner circle');
  await owner.send(sessionId, 'for all three');
  await chat.open('Inner circle');
  await expect(chat.article('for all three')).toHaveCount(1);
  await chat.composer.fill('half a thought');

  await owner.ask('session:remove-member', { sessionId, clientId: randomUUID(), userId: bo.userId });
  await owner.send(sessionId, 'a secret for two');
  // Something that comes later and is meant for both: when it is there, the secret would be too.
  const direct = await owner.create([bo.username]);
  await owner.send(direct, 'sorry');

  await test.step('the screen', async () => {
    await expect(chat.link(ada.username)).toBeVisible();
    await expect(chat.composer).toBeHidden();
    await expect(chat.sendButton).toBeHidden();
    await expect(chat.article('for all three')).toHaveCount(1);
    await expect(chat.page.getByText('a secret for two')).toHaveCount(0);
    await chat.page.reload();
    await chat.isLive();
    await expect(chat.page.getByText('a secret for two')).toHaveCount(0);
  });
  await test.step('the device’s store', async () => {
    const content = await device.content();
    expect(content?.entries.some(({ sessionId }) => sessionId === direct)).toBe(true);
    expect(JSON.stringify(content)).not.toContain('a secret for two');
  });
  await test.step('pushes', async () => {
    await expect.poll(() => JSON.stringify(removed.pushed)).toContain('sorry');
    expect(JSON.stringify(removed.pushed)).not.toContain('a secret for two');
  });
  await test.step('pulls, snapshots and roaming', async () => {
    const epoch = removed.pushed[0]?.epoch ?? '';
    const answers = [
      await removed.request('sync:pull', { epoch, checkpoint: 0 }),
      await removed.request('sync:snapshot', { cursor: null }),
      await removed.request('history:page', { sessionId, anchor: { at: 'newest' } }),
      await removed.request('history:page', { sessionId, anchor: { at: 'after', seq: 1 } }),
      await removed.request('history:page', { sessionId, anchor: { at: 'around', seq: 4 } }),
    ];
    expect(JSON.stringify(answers)).toContain('for all three');
    expect(JSON.stringify(answers)).not.toContain('a secret for two');
  });
  await test.step('and cannot speak into it', async () => {
    expect(
      await removed.request('message:send', { sessionId, clientId: randomUUID(), text: 'me again' }),
    ).toMatchObject({
      ok: false,
      code: 'not-a-member',
    });
    expect(await world.database.texts(sessionId)).toEqual(['for all three', 'a secret for two']);
  });
});

test('whoever was never in a session cannot see that it is there', async ({ world }) => {
  const [ada, bo, eve] = await Promise.all([world.person('ada'), world.person('bo'), world.person('eve')]);
  const [owner, stranger, device] = await Promise.all([world.sender(ada), world.sender(eve), world.device(eve)]);
  const sessionId = await owner.create([bo.username]);
  await owner.send(sessionId, 'between us');
  for (const answer of [
    await stranger.request('history:page', { sessionId, anchor: { at: 'newest' } }),
    await stranger.request('session:members', { sessionId, cursor: null }),
    await stranger.request('message:send', { sessionId, clientId: randomUUID(), text: 'hello?' }),
    await stranger.request('read:mark', { sessionId, seq: 1 }),
  ]) {
    expect(answer).toMatchObject({ ok: false, code: 'session-unknown' });
  }
  await device.chat.page.goto(`${device.origin}/s/${sessionId}`);
  await device.chat.isLive();
  await expect(device.chat.composer).toBeHidden();
  await expect(device.chat.page.getByText('between us')).toHaveCount(0);
});
