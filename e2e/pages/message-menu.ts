import { expect, type Locator } from '@playwright/test';
import type { ChatPage } from './chat-page.ts';

/** Opens a message's menu by the right button and chooses from it. */
export async function choose(chat: ChatPage, message: Locator, action: string): Promise<void> {
  await openMenu(chat, message);
  await menuOf(chat).getByRole('menuitem', { name: action, exact: true }).click();
}

export async function openMenu(chat: ChatPage, message: Locator): Promise<void> {
  await isStored(message);
  await message.locator('time').click({ button: 'right' });
  await expect(menuOf(chat)).toBeVisible();
}

export function menuOf(chat: ChatPage): Locator {
  return chat.page.getByRole('menu', { name: 'Message actions' });
}

/** Points at a message and returns the buttons that this shows. */
export async function toolbarOf(message: Locator): Promise<Locator> {
  await isStored(message);
  await message.locator('time').hover();
  return message.getByRole('toolbar', { name: 'Message actions' });
}

/** What can be done with a message begins when it is stored, and it is drawn before. */
async function isStored(message: Locator): Promise<void> {
  await expect(message).toHaveAttribute('data-seq', /^\d+$/);
}
