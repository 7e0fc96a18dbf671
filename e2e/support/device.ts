import { expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { AuthPage } from '../pages/auth-page.ts';
import { ChatPage } from '../pages/chat-page.ts';
import { originOf, type Person } from './api.ts';
import { deviceDatabases, readDeviceStore, type DeviceContent } from './device-store.ts';
import type { ServerPlace } from './test-server.ts';

/** A browser profile of one person: all its tabs share one store and one connection. */
export class Device {
  readonly person: Person;
  readonly context: BrowserContext;
  readonly origin: string;

  private constructor(person: Person, context: BrowserContext, origin: string) {
    this.person = person;
    this.context = context;
    this.origin = origin;
  }

  /** A new profile with nobody signed in. */
  static async make(
    browser: Browser,
    place: ServerPlace,
    person: Person,
    options: BrowserContextOptions = {},
  ): Promise<Device> {
    const context = await browser.newContext({
      locale: 'en-GB',
      timezoneId: 'UTC',
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    return new Device(person, context, originOf(place));
  }

  /** Opens a tab; the person has to be signed in for it to be the chat. */
  async tab(path = '/'): Promise<ChatPage> {
    const page = await this.context.newPage();
    await page.goto(`${this.origin}${path}`);
    return new ChatPage(page);
  }

  /** Signs in through the form, and waits until everything is there. */
  async signIn(page?: Page): Promise<ChatPage> {
    const tab = page ?? (await this.context.newPage());
    await tab.goto(`${this.origin}/sign-in`);
    await new AuthPage(tab).signIn(this.person);
    const chat = new ChatPage(tab);
    await chat.isLive();
    return chat;
  }

  /** What the device holds, read through any of its tabs. */
  async content(): Promise<DeviceContent | null> {
    return readDeviceStore(this.#anyTab());
  }

  async deviceId(): Promise<string> {
    const [name] = await deviceDatabases(this.#anyTab());
    expect(name, 'the device has a database').toBeDefined();
    return name?.split(':')[2] ?? '';
  }

  async userId(): Promise<string> {
    const [name] = await deviceDatabases(this.#anyTab());
    expect(name, 'the device has a database').toBeDefined();
    return name?.split(':')[1] ?? '';
  }

  #anyTab(): Page {
    const page = this.context.pages().find((tab) => !tab.isClosed());
    if (!page) throw new Error('the device has no open tab');
    return page;
  }
}
