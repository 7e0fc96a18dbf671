import { expect, type Locator, type Page } from '@playwright/test';

/** The page /settings/devices. */
export class DevicesPage {
  readonly page: Page;
  readonly items: Locator;
  /** What the check of this device came to. */
  readonly checked: Locator;

  constructor(page: Page) {
    this.page = page;
    this.items = page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: 'Revoke' }) });
    this.checked = page.getByRole('region', { name: 'Check' }).getByRole('status');
  }

  /** Lets this device compare what it holds with the server. */
  async check(): Promise<void> {
    const button = this.page.getByRole('button', { name: 'Check this device' });
    await button.click();
    await expect(button).toBeEnabled();
  }

  /** Revokes the first device that is not this one. */
  async revokeOther(): Promise<void> {
    await this.items.filter({ hasNotText: 'This device' }).first().getByRole('button', { name: 'Revoke' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await expect(dialog).toBeHidden();
  }
}
