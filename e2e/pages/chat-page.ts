import { expect, type Locator, type Page } from '@playwright/test';

export type Rendered = { readonly seq: number | null; readonly label: string };

/** The signed-in client: the session list, one session, and the ways to others. */
export class ChatPage {
  readonly page: Page;
  readonly pill: Locator;
  readonly chats: Locator;
  readonly feed: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;

  constructor(page: Page) {
    this.page = page;
    this.pill = page.getByRole('status', { name: 'Sync', exact: true });
    this.chats = page.getByRole('navigation', { name: 'Chats', exact: true });
    this.feed = page.getByRole('feed', { name: 'Messages', exact: true });
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
  }

  async isLive(): Promise<void> {
    await expect(this.pill).toHaveText('Live');
  }

  link(name: string): Locator {
    return this.chats.getByRole('link', { name, exact: true });
  }

  /** Opens a session from the list. */
  async open(name: string): Promise<void> {
    await this.link(name).click();
    await expect(this.feed).toBeVisible();
  }

  /** Writes a message and presses Enter; it is in the outbox when this returns. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  article(text: string): Locator {
    return this.feed.getByRole('article').filter({ hasText: text });
  }

  /** Starts a session through the dialog: direct with one name, a group with several. */
  async startChat(usernames: readonly string[], title?: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New chat', exact: true }).click();
    const dialog = this.page.getByRole('dialog');
    for (const username of usernames) {
      await dialog.getByRole('textbox', { name: 'Username' }).fill(username);
      if (usernames.length > 1) await dialog.getByRole('textbox', { name: 'Username' }).press('Enter');
    }
    if (title !== undefined) await dialog.getByRole('textbox', { name: 'Group name' }).fill(title);
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(this.composer).toBeVisible();
  }

  /** The id of the session that is open, from the address. */
  sessionId(): string {
    const id = new URL(this.page.url()).pathname.split('/')[2];
    if (!id) throw new Error(`no session is open at ${this.page.url()}`);
    return id;
  }

  /** The messages in the page, from top to bottom: what a virtual list has built of them. */
  rendered(): Promise<readonly Rendered[]> {
    return this.feed.getByRole('article').evaluateAll((articles) =>
      articles.map((article) => ({
        seq: article instanceof HTMLElement && article.dataset['seq'] ? Number(article.dataset['seq']) : null,
        label: article.getAttribute('aria-label') ?? '',
      })),
    );
  }

  async openAccount(): Promise<void> {
    await this.page.getByRole('button', { name: 'Account', exact: true }).click();
  }

  async signOut(): Promise<void> {
    await this.openAccount();
    await this.page.getByRole('button', { name: 'Sign out', exact: true }).click();
  }
}
