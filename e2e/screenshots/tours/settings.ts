import { DevicesPage } from '../../pages/devices-page.ts';
import { at } from '../clock.ts';
import { onDatabase } from '../on-database.ts';
import { openChat, signedIn, type Stage } from '../stage.ts';

/** The pages about this device and its like. */
export async function settingsTour(stage: Stage): Promise<void> {
  const { camera, scene } = stage;
  await camera.part('settings', async () => {
    const visit = await signedIn(stage);
    const { page, device } = visit;
    await openChat(stage, visit, 'platform');
    const deviceId = await device.deviceId();
    await onDatabase(scene.place, async (client) => {
      // The profiles of the other tours are no devices that anybody has.
      await client.query(
        `UPDATE device SET status = 'revoked' WHERE user_id = $1 AND name LIKE 'Chrome on Linux%' AND device_id <> $2`,
        [scene.cast.Maya.userId, deviceId],
      );
      await client.query('UPDATE device SET created_at = to_timestamp($2 / 1000.0) WHERE device_id = $1', [
        deviceId,
        at(120, '09:12'),
      ]);
    });
    await page.goto(`${device.origin}/settings/devices`);
    const devices = new DevicesPage(page);
    await devices.items.first().waitFor();
    await camera.shoot(page, 'devices');
    await devices.check();
    await camera.shoot(page, 'devices-checked');
    await devices.items.filter({ hasText: 'iPhone' }).getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').or(page.getByRole('alertdialog')).first().waitFor();
    await camera.shoot(page, 'revoke');
    await page.keyboard.press('Escape');
    await page.goto(`${device.origin}/settings/storage`);
    await page.getByRole('combobox', { name: 'Keep at most' }).waitFor();
    await camera.shoot(page, 'storage');
    await page.goto(`${device.origin}/settings/sync`);
    await page.getByRole('region', { name: 'Log lines' }).waitFor();
    await camera.shoot(page, 'sync-inspector');
    await device.context.close();
  });
}
