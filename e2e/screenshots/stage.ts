import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { ChatPage } from '../pages/chat-page.ts';
import type { Person } from '../support/api.ts';
import { Device } from '../support/device.ts';
import { HeldLink } from '../support/held-link.ts';
import type { Camera } from './camera.ts';
import { setClock } from './clock.ts';
import type { Scene } from './scene.ts';

/** A window's size, and what it is called. */
export type Size = { readonly name: 'wide' | 'narrow'; readonly options: BrowserContextOptions };

export const SIZES: readonly Size[] = [
  { name: 'wide', options: { viewport: { width: 1280, height: 800 } } },
  { name: 'narrow', options: { viewport: { width: 390, height: 844 }, hasTouch: true } },
];

/** Where a tour takes its pictures. */
export type Stage = {
  readonly browser: Browser;
  readonly scene: Scene;
  readonly size: Size;
  readonly camera: Camera;
  /** Dots of a picture in one of the page. */
  readonly scale: number;
};

export type Visit = {
  readonly device: Device;
  readonly page: Page;
  readonly chat: ChatPage;
  readonly link: HeldLink;
};

/** A new browser profile with one tab and the clock of the scene; nobody is signed in. */
export async function visitor({ browser, scene, size, scale }: Stage, person: Person): Promise<Visit> {
  const device = await Device.make(browser, scene.place, person, { ...size.options, deviceScaleFactor: scale });
  // The names that the compiler gives to functions are nothing that a page knows.
  await device.context.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
  await setClock(device.context);
  const page = await device.context.newPage();
  page.setDefaultTimeout(10_000);
  const link = await HeldLink.on(page);
  return { device, page, chat: new ChatPage(page), link };
}

/** The same, signed in, with everything there. */
export async function signedIn(stage: Stage, person: Person = stage.scene.cast.Maya): Promise<Visit> {
  const visit = await visitor(stage, person);
  await visit.device.signIn(visit.page);
  await visit.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return visit;
}

/** Opens a chat of the scene where it opens by itself, or at a message of it. */
export async function openChat(stage: Stage, { page, chat, device }: Visit, key: string, seq?: number): Promise<void> {
  const id = stage.scene.sessions.get(key) ?? '';
  const place = seq === undefined ? '' : `/m/${seq}`;
  await page.goto(`${device.origin}/s/${id}${place}`);
  await chat.feed.getByRole('article').first().waitFor();
  // A narrow chat says something only while it is not live.
  if (stage.size.name === 'wide') await chat.isLive();
  else await page.locator('main header [data-sync]').waitFor({ state: 'detached' });
}

export function seqOf({ scene }: Stage, key: string): number {
  const seq = scene.seqs.get(key);
  if (seq === undefined) throw new Error(`nothing is known as ${key}`);
  return seq;
}
