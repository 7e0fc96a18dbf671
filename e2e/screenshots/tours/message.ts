import { expect } from '@playwright/test';
import { choose, menuOf, openMenu, toolbarOf } from '../../pages/message-menu.ts';
import { openChat, signedIn, type Stage } from '../stage.ts';

/** What one can do with a message, and what becomes of it. */
export async function messageTour(stage: Stage): Promise<void> {
  const { camera, size } = stage;
  await camera.part('message', async () => {
    const visit = await signedIn(stage);
    const { page, chat, device } = visit;
    await openChat(stage, visit, 'platform');
    await chat.feed.press('End');
    const theirs = chat.feed.getByRole('article', { name: /^Priya.*do you want to write/ });
    const mine = chat.article('I can review it before lunch');
    const edited = chat.article('two years ago');
    await expect(chat.article('On it. Draft')).toBeInViewport();
    if (size.name === 'wide') {
      await toolbarOf(theirs);
      await camera.shoot(page, 'message-toolbar');
      await toolbarOf(mine);
      await camera.shoot(page, 'message-toolbar-own');
    }
    await openMenu(chat, theirs);
    await camera.shoot(page, 'message-menu');
    await page.keyboard.press('Escape');
    await openMenu(chat, mine);
    await camera.shoot(page, 'message-menu-own');
    await menuOf(chat).getByRole('menuitem', { name: 'More emoji' }).click();
    await page.getByRole('gridcell').first().waitFor();
    await camera.shoot(page, 'reaction-picker');
    await page.keyboard.press('Escape');
    await choose(chat, theirs, 'Reply');
    await camera.shoot(page, 'reply-mode');
    await page.keyboard.press('Escape');
    await choose(chat, mine, 'Edit');
    await camera.shoot(page, 'edit-mode');
    await page.keyboard.press('Escape');
    await edited.getByRole('button', { name: 'edited' }).click();
    await page.getByRole('dialog').waitFor();
    await camera.shoot(page, 'versions');
    await page.keyboard.press('Escape');
    await choose(chat, edited, 'Info');
    await page.getByRole('dialog', { name: 'Message info' }).waitFor();
    await camera.shoot(page, 'message-info');
    await page.keyboard.press('Escape');
    await choose(chat, theirs, 'Forward');
    const dialog = page.getByRole('dialog', { name: 'Forward to' });
    await dialog.getByRole('checkbox', { name: 'Jonas' }).check();
    await dialog.getByRole('checkbox', { name: 'Design review' }).check();
    await camera.shoot(page, 'forward');
    await page.keyboard.press('Escape');
    await choose(chat, mine, 'Select');
    await theirs.locator('time').click();
    await camera.shoot(page, 'selection');
    await page.keyboard.press('Escape');
    await choose(chat, mine, 'Delete for me');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await camera.shoot(page, 'delete-undo');
    await page.getByRole('button', { name: 'Undo' }).click();
    await choose(chat, chat.article('On it. Draft'), 'Recall for everyone');
    await page.getByRole('button', { name: /^Undo/ }).waitFor();
    await camera.shoot(page, 'recall-undo');
    await page.getByRole('button', { name: /^Undo/ }).click();
    const long = chat.article('Retro, week 46');
    await openChat(stage, visit, 'platform', stage.scene.seqs.get('platform/retro'));
    await long.waitFor();
    await camera.shoot(page, 'long-text');
    await device.context.close();
  });
}
