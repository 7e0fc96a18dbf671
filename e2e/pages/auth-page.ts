import type { Locator, Page } from '@playwright/test';

type Credentials = { readonly username: string; readonly password: string };

/** The pages /sign-in and /sign-up. */
export class AuthPage {
  readonly username: Locator;
  readonly password: Locator;
  readonly signInButton: Locator;
  readonly createButton: Locator;
  readonly error: Locator;
  readonly notice: Locator;

  constructor(page: Page) {
    this.username = page.getByLabel('Username', { exact: true });
    this.password = page.getByLabel('Password', { exact: true });
    this.signInButton = page.getByRole('button', { name: 'Sign in', exact: true });
    this.createButton = page.getByRole('button', { name: 'Create account', exact: true });
    this.error = page.getByRole('main').getByRole('alert');
    this.notice = page.getByRole('main').getByRole('status');
  }

  async signIn({ username, password }: Credentials): Promise<void> {
    await this.username.fill(username);
    await this.password.fill(password);
    await this.signInButton.click();
  }

  async signUp({ username, password }: Credentials): Promise<void> {
    await this.username.fill(username);
    await this.password.fill(password);
    await this.createButton.click();
  }
}
