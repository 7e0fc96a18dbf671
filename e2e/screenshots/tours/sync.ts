import { expect } from '@playwright/test';
import type { ChatPage } from '../../pages/chat-page.ts';
import { openChat, signedIn, visitor, type Stage } from '../stage.ts';

/** What the pill says, and what waits. */
export async function syncTour(stage: Stage): Promise<void> {
  const { camera, scene, size } = stage;
  const explain = async (page: ChatPage['page'], name: string) => {
    const button = page.getByRole('status', { name: 'Sync', exact: true }).getByRole('button');
    if (!(await button.isVisible())) return;
    await button.click();
    await page.getByRole('dialog', { name: 'Sync state' }).waitFor();
    await camera.shoot(page, `${name}-explained`);
    await page.keyboard.press('Escape');
  };
  await camera.part('sync-start', async () => {
    const { page, device, link } = await visitor(stage, scene.cast.Maya);
    link.hold('sync:snapshot');
    const signingIn = device.signIn(page);
    await expect(page.getByRole('status', { name: 'Sync', exact: true })).toHaveText('Resyncing');
    await camera.shoot(page, 'sync-resyncing');
    await explain(page, 'sync-resyncing');
    link.release('sync:snapshot');
    await signingIn;
    await explain(page, 'sync-live');
    await device.context.close();
  });
  await camera.part('sync-offline', async () => {
    const visit = await signedIn(stage);
    const { page, chat, device, link } = visit;
    await openChat(stage, visit, 'platform');
    await openChat(stage, visit, 'jonas');
    await device.context.setOffline(true);
    await link.cut();
    await page
      .getByText(/Offline/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await chat.send('The train has no network, this will reach you when it has.');
    await chat.send('Same place as always?');
    await camera.shoot(page, 'sync-offline');
    if (size.name === 'narrow') await page.getByRole('link', { name: 'Back', exact: true }).click();
    await camera.shoot(page, 'sync-offline-list');
    await explain(page, 'sync-offline');
    await chat.link('Platform').click();
    await chat.send('Note for the release is written, it follows in a minute.');
    if (size.name === 'narrow') await page.getByRole('link', { name: 'Back', exact: true }).click();
    await chat.pill.getByRole('button').click();
    await page.getByRole('link', { name: 'Open outbox' }).click();
    await page.getByRole('heading', { name: 'Outbox', level: 1 }).waitFor();
    await camera.shoot(page, 'outbox');
    await page.getByRole('button', { name: 'Edit' }).first().click();
    await camera.shoot(page, 'outbox-edit');
    await page.getByRole('link', { name: /^Back/ }).filter({ visible: true }).click();
    await chat.chats.waitFor();
    const { senders, sessions } = scene;
    const lunch = sessions.get('lunch') ?? '';
    for (let n = 0; n < 4; n += 1) await senders.Lena.send(lunch, `Topic ${n + 1} for next week is still free`);
    link.hold('sync:pull');
    link.restore();
    await device.context.setOffline(false);
    await expect(chat.pill).toHaveText(/^Catching up/);
    await camera.shoot(page, 'sync-catching-up');
    await explain(page, 'sync-catching-up');
    link.release('sync:pull');
    await chat.isLive();
    await link.cut();
    await expect(chat.pill).toHaveText('Reconnecting');
    await camera.shoot(page, 'sync-reconnecting');
    await explain(page, 'sync-reconnecting');
    await device.context.close();
  });
  await camera.part('refused', async () => {
    const visit = await signedIn(stage);
    const { page, chat, device, link } = visit;
    await openChat(stage, visit, 'running');
    await link.cut();
    await device.context.setOffline(true);
    await chat.send('Can I still come on Saturday?');
    const { senders, cast, sessions } = scene;
    await senders.Lena.ask('session:remove-member', {
      sessionId: sessions.get('running') ?? '',
      clientId: crypto.randomUUID(),
      userId: cast.Maya.userId,
    });
    link.restore();
    await device.context.setOffline(false);
    await chat.article('Can I still come').getByRole('button', { name: 'Discard' }).waitFor();
    await camera.shoot(page, 'refused');
    await page.goto(`${device.origin}/settings/outbox`);
    await page.getByRole('listitem').first().waitFor();
    await camera.shoot(page, 'outbox-refused');
    await device.context.close();
  });
}
