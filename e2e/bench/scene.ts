import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { ChatPage } from '../pages/chat-page.ts';
import { signUp, type Person } from '../support/api.ts';
import { Device } from '../support/device.ts';
import { installMeter } from '../support/page-meter.ts';
import { seedGroups } from '../support/seed-messages.ts';
import type { ServerPlace } from '../support/test-server.ts';

/** The chats between which one switches, and what each holds. */
export const CHATS = 20;
export const CHAT_MESSAGES = 200;

/** Two people with many chats and one long one. */
export type Scene = {
  readonly browser: Browser;
  readonly place: ServerPlace;
  readonly ada: Person;
  readonly bo: Person;
  readonly big: { readonly sessionId: string; readonly messages: number };
  readonly chatIds: readonly string[];
};

export async function makeScene(browser: Browser, place: ServerPlace, messages: number): Promise<Scene> {
  const [ada, bo] = [await signUp(place, 'ada'), await signUp(place, 'bo')];
  const userIds = [ada.userId, bo.userId];
  const [sessionId = '', ...chatIds] = await seedGroups(place, [
    { title: 'Big', userIds, messages },
    ...Array.from({ length: CHATS }, (_, n) => ({ title: `Chat ${n + 1}`, userIds, messages: CHAT_MESSAGES })),
  ]);
  return { browser, place, ada, bo, big: { sessionId, messages }, chatIds };
}

/** A tab in a profile, with a meter in it. */
export type Tab = { readonly context: BrowserContext; readonly page: Page; readonly chat: ChatPage };

/** A profile with one empty tab; with nobody signed in, unless the options say so. */
export async function openProfile(
  { browser, place }: Scene,
  person: Person,
  options?: BrowserContextOptions,
): Promise<{ device: Device; tab: Tab }> {
  const device = await Device.make(browser, place, person, options);
  // The names that the compiler gives to functions are nothing that a page knows.
  await device.context.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
  const page = await device.context.newPage();
  await installMeter(page);
  return { device, tab: { context: device.context, page, chat: new ChatPage(page) } };
}

/** A profile where the person is signed in and all is live. */
export async function signedIn(scene: Scene, person: Person): Promise<{ device: Device; tab: Tab }> {
  const { device, tab } = await openProfile(scene, person);
  await device.signIn(tab.page);
  await tab.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { device, tab };
}
