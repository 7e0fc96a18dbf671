import { expect } from '@playwright/test';
import { openChat, signedIn, type Stage } from '../stage.ts';

/** The list and a chat, as one has them before one most of the day. */
export async function chatTour(stage: Stage): Promise<void> {
  const { camera, scene, size } = stage;
  const { cast, senders } = scene;
  const session = (key: string) => scene.sessions.get(key) ?? '';
  await camera.part('chats', async () => {
    const visit = await signedIn(stage);
    const { page, chat, device } = visit;
    await chat.link('Platform').waitFor();
    await camera.shoot(page, 'list');
    await chat.link('Design review').click({ button: 'right' });
    await page.getByRole('menu', { name: 'Chat actions' }).waitFor();
    await camera.shoot(page, 'list-menu');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Find a chat' }).fill('no such chat');
    await camera.shoot(page, 'list-nothing-found');
    await page.getByRole('textbox', { name: 'Find a chat' }).fill('');
    for (const filter of ['Unread', 'Archived']) {
      await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: filter }).click();
      await camera.shoot(page, `list-${filter.toLowerCase()}`);
    }
    await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'All' }).click();
    await page.getByRole('button', { name: 'Account', exact: true }).click();
    await page.getByRole('dialog', { name: 'Account' }).waitFor();
    await camera.shoot(page, 'account');
    await page.keyboard.press('Escape');

    await openChat(stage, visit, 'design');
    await chat.feed.locator('[data-new-line]').waitFor();
    await camera.shoot(page, 'first-unread');

    await openChat(stage, visit, 'platform');
    await chat.feed.press('End');
    await expect(chat.article('On it. Draft by noon')).toBeInViewport();
    await senders.Jonas.ask('typing:say', { sessionId: session('jonas'), on: true });
    await senders.Tomas.ask('typing:say', { sessionId: session('platform'), on: true });
    await page.locator('main header').getByText('typing').waitFor();
    await chat.composer.focus();
    await camera.shoot(page, 'chat');

    for (const key of ['jonas', 'priya', 'arabic', 'lunch', 'running']) {
      await openChat(stage, visit, key);
      await camera.shoot(page, `chat-${key}`);
    }
    await openChat(stage, visit, 'platform');
    await chat.feed.press('End');
    await chat.composer.fill('The reader subscribes first now:\n- no hole\n- no message twice\n\nThanks to @');
    await page.getByRole('listbox', { name: 'People' }).waitFor();
    await camera.shoot(page, 'composer-people');
    await chat.composer.fill('The reader subscribes first now:\n- no hole\n- no message twice\n\nThanks all :tad');
    await page.getByRole('listbox', { name: 'Emoji' }).waitFor();
    await camera.shoot(page, 'composer-emoji');
    await chat.composer.fill('');
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await page.getByRole('gridcell').first().waitFor();
    await camera.shoot(page, 'emoji-picker');
    await page.keyboard.press('Escape');
    await chat.composer.fill('0123456789 '.repeat(1_450));
    await camera.shoot(page, 'composer-long');
    await chat.composer.fill('');
    if (size.name === 'wide') {
      await page.setViewportSize({ width: 900, height: 700 });
      await camera.shoot(page, 'chat-900');
    }
    expect(cast.Maya.username).toBe('Maya');
    await device.context.close();
  });
}
