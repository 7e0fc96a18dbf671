import { randomUUID } from 'node:crypto';
import { choose } from '../pages/message-menu.ts';
import { changeRow } from '../support/dexie.ts';
import { expect, test } from '../support/fixtures.ts';
import { seedGroups } from '../support/seed-messages.ts';

test('a live query hears of every row that it has read, however deep in it the read lies', async ({ world }) => {
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const [sessionId = ''] = await seedGroups(world.place, [
    { title: 'Quay', userIds: [ada.userId, bo.userId], messages: 300 },
  ]);
  const [sender, device] = await Promise.all([world.sender(bo), world.device(ada)]);
  const { chat } = device;
  const { page } = chat;
  // What is pinned, and what the last message answers, is held and far out of view.
  await page.goto(`${device.origin}/s/${sessionId}/m/5`);
  await expect(chat.feed.locator('[data-seq="5"]')).toBeVisible();
  const clientId = () => randomUUID();
  await sender.ask('message:pin', { sessionId, clientId: clientId(), target: 5, on: true });
  await sender.ask('message:send', { sessionId, clientId: clientId(), text: 'an answer', replyTo: 6 });
  await sender.send(sessionId, 'the last one');
  const pin = page.getByRole('button', { name: /^Pinned message/ });
  await expect(pin).toContainText('Quay 4');
  await chat.feed.press('End');
  await expect(chat.article('the last one')).toBeInViewport();
  await expect(chat.feed.locator('[data-seq="6"]')).toHaveCount(0);
  const quote = chat.article('an answer').getByRole('button', { name: /^Answers/ });
  await expect(quote).toContainText('Quay 5');
  await choose(chat, chat.article('the last one'), 'Delete for me');
  const row = chat.link('Quay');
  await expect(row).toHaveAccessibleDescription(/an answer/);

  await changeRow(page, 'entries', [sessionId, 301], { 'body.text': 'in view, changed' });
  await expect(chat.feed.locator('[data-seq="301"]')).toContainText('in view, changed');
  await changeRow(page, 'entries', [sessionId, 5], { 'body.text': 'pinned, changed' });
  await expect(pin).toContainText('pinned, changed');
  await changeRow(page, 'entries', [sessionId, 6], { 'body.text': 'answered, changed' });
  await expect(quote).toContainText('answered, changed');
  const answer = Number(await chat.article('an answer').getAttribute('data-seq'));
  await changeRow(page, 'entries', [sessionId, answer], { 'body.text': 'shown, changed' });
  await expect(row).toHaveAccessibleDescription(/shown, changed/);
  await changeRow(page, 'users', bo.userId, { displayName: 'Bo by another name' });
  await expect(row).toHaveAccessibleDescription(/Bo by another name/);

  // What is marked as unread again is counted from the messages themselves.
  await choose(chat, chat.article('shown, changed'), 'Mark unread from here');
  await expect(row).toHaveAccessibleDescription(/1 unread/);
  await changeRow(page, 'entries', [sessionId, answer], { authorId: ada.userId });
  await expect(row).toHaveAccessibleDescription(/Marked as unread$/);
});
