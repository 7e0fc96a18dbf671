import { test as base, type Browser, type BrowserContextOptions } from '@playwright/test';
import type { ChatPage } from '../pages/chat-page.ts';
import { signUp, type Person } from './api.ts';
import { Database } from './database.ts';
import { Device } from './device.ts';
import { Sender } from './sender.ts';
import { sharedServer } from './shared-server.ts';
import type { ServerPlace } from './test-server.ts';

export { expect } from '@playwright/test';

/** People, their devices and what the server keeps, for one test. All of it goes when the test ends. */
export class World {
  readonly place: ServerPlace;
  readonly database: Database;
  readonly #browser: Browser;
  readonly #devices: Device[] = [];
  readonly #senders: Sender[] = [];

  constructor(browser: Browser, place: ServerPlace) {
    this.#browser = browser;
    this.place = place;
    this.database = new Database(place);
  }

  /** Someone with an account and a name of their own. */
  person(base: string): Promise<Person> {
    return signUp(this.place, base);
  }

  /** A browser profile with nobody signed in. */
  async profile(person: Person, options?: BrowserContextOptions): Promise<Device> {
    const device = await Device.make(this.#browser, this.place, person, options);
    this.#devices.push(device);
    return device;
  }

  /** A browser profile where the person is signed in, with one tab. */
  async device(person: Person, options?: BrowserContextOptions): Promise<Device & { readonly chat: ChatPage }> {
    const device = await this.profile(person, options);
    return Object.assign(device, { chat: await device.signIn() });
  }

  /** A device without a browser. */
  async sender(person: Person): Promise<Sender> {
    const sender = await Sender.of(this.place, person);
    this.#senders.push(sender);
    return sender;
  }

  async close(): Promise<void> {
    for (const sender of this.#senders) sender.close();
    await Promise.all(this.#devices.map(({ context }) => context.close()));
  }
}

export const test = base.extend<{ world: World }>({
  world: async ({ browser }, provide) => {
    const world = new World(browser, sharedServer());
    await provide(world);
    await world.close();
  },
});
