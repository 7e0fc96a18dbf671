import { expect } from '@playwright/test';
import { openChat, signedIn, type Stage } from '../stage.ts';

/** Years of talk, and how one finds a day in them. */
export async function roamingTour(stage: Stage): Promise<void> {
  const { camera, size } = stage;
  await camera.part('roaming', async () => {
    const visit = await signedIn(stage);
    const { page, chat, device, link } = visit;
    await openChat(stage, visit, 'platform');
    await chat.feed.press('End');
    const slider = page.getByRole('slider', { name: 'Timeline' });
    await chat.feed.hover();
    await page.mouse.wheel(0, -1_500);
    await page.locator('[data-floating-date]').waitFor();
    await camera.shoot(page, 'scrolled-back');
    await page.getByRole('button', { name: 'Jump to date', exact: true }).click();
    const calendar = page.getByRole('dialog', { name: 'Jump to date' });
    await calendar.locator('[data-day]').first().waitFor();
    await camera.shoot(page, 'calendar');
    await calendar
      .getByRole('combobox', { name: 'Year' })
      .selectOption('2024')
      .catch(() => undefined);
    await camera.shoot(page, 'calendar-2024');
    await page.keyboard.press('Escape');
    const box = await slider.boundingBox();
    if (!box) throw new Error('the scrubber has no box');
    const x = box.x + box.width - (size.name === 'wide' ? 20 : 8);
    // Where there is little room it comes with scrolling.
    await chat.feed.hover();
    await page.mouse.wheel(0, -300);
    await page.mouse.move(x, box.y + box.height * 0.9);
    await page.mouse.down();
    await page.mouse.move(x, box.y + box.height * 0.4, { steps: 8 });
    await slider.locator('[data-scrub-bubble]').waitFor();
    await camera.shoot(page, 'scrubber');
    await page.mouse.up();
    await camera.shoot(page, 'years-ago');
    await slider.focus();
    await slider.press('PageUp');
    await camera.shoot(page, 'scrubber-keyboard');
    await slider.press('Home');
    await expect(chat.feed.getByText('The beginning of Platform')).toBeInViewport();
    await camera.shoot(page, 'beginning');
    await chat.feed.focus();
    // What is not here, while nothing comes.
    link.hold('history:page');
    await chat.feed.hover();
    for (let n = 0; n < 12; n += 1) await page.mouse.wheel(0, 900);
    await chat.feed
      .getByRole('article', { name: /Fetching|not on this device/ })
      .first()
      .waitFor();
    await camera.shoot(page, 'gap-filling');
    await device.context.setOffline(true);
    await link.cut();
    await page
      .getByText(/Offline/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await camera.shoot(page, 'gap-offline');
    await device.context.close();
  });
}
