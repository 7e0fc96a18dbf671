import { signedIn, openChat, type Stage } from '../stage.ts';

/** Members, new chats, what is saved. */
export async function dialogTour(stage: Stage): Promise<void> {
  const { camera } = stage;
  await camera.part('dialogs', async () => {
    const visit = await signedIn(stage);
    const { page, chat, device } = visit;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'New chat', exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Username' }).waitFor();
    await camera.shoot(page, 'new-chat');
    for (const name of ['Jonas', 'Lena']) {
      await dialog.getByRole('textbox', { name: 'Username' }).fill(name);
      await dialog.getByRole('textbox', { name: 'Username' }).press('Enter');
    }
    await dialog.getByRole('textbox', { name: 'Group name' }).fill('Release party');
    await camera.shoot(page, 'new-group');
    await dialog.getByRole('textbox', { name: 'Username' }).fill('nobody-here');
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    await camera.shoot(page, 'new-group-refused');
    await page.keyboard.press('Escape');
    await openChat(stage, visit, 'platform');
    await chat.feed.press('End');
    await page.getByRole('button', { name: 'Members', exact: true }).click();
    await page.getByRole('list', { name: 'Members' }).waitFor();
    await camera.shoot(page, 'members');
    await openChat(stage, visit, 'platform');
    await page.locator('main header').getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Rename' }).waitFor();
    await camera.shoot(page, 'chat-menu');
    await page.getByRole('button', { name: 'Rename' }).click();
    await camera.shoot(page, 'rename');
    await page.keyboard.press('Escape');
    await page.locator('main header').getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('alertdialog').or(dialog).first().waitFor();
    await camera.shoot(page, 'leave');
    await page.goto(`${device.origin}/saved`);
    await page.getByRole('list', { name: 'Saved messages' }).getByRole('listitem').first().waitFor();
    await camera.shoot(page, 'saved');
    await device.context.close();
  });
}
