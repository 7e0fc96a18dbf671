import { randomUUID } from 'node:crypto';
import type { Locator } from '@playwright/test';
import type { ChatPage } from '../pages/chat-page.ts';
import { menuOf } from '../pages/message-menu.ts';
import type { Device } from '../support/device.ts';
import { expect, test, type World } from '../support/fixtures.ts';
import { seededRandom, type Random } from '../support/random.ts';
import { seedGroups } from '../support/seed-messages.ts';
import type { Sender } from '../support/sender.ts';
import { unreadTruth, type Counts } from '../support/unread-truth.ts';

/** Another one by COUNT_SEED. */
const SEED = Number(process.env['COUNT_SEED'] ?? 1);
const ROUNDS = 7;
const TITLES = ['Harbour', 'Pier', 'Quay'];
/** Where nobody says anything. */
const REST = 'Harbour wall';
const SEEDED = 14;

type Signed = Device & { readonly chat: ChatPage };

/** What the list of a page shows. */
async function shownBy({ chats, page }: ChatPage): Promise<Counts> {
  const rows = await chats.getByRole('link').evaluateAll((links) =>
    links.map((link) => {
      const name = document.getElementById(link.getAttribute('aria-labelledby') ?? '');
      // What is drawn stands before what is read out.
      const badge = document.getElementById(link.getAttribute('aria-describedby')?.split(' ')[2] ?? '');
      const words = badge?.lastElementChild?.textContent ?? '';
      return [
        name?.textContent ?? '',
        {
          unread: Number(/^(\d+) unread$/.exec(words)?.[1] ?? 0),
          dot: words === 'Marked as unread',
          muted: link.querySelector('[aria-label=Muted]') !== null,
        },
      ] as const;
    }),
  );
  const title = Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0);
  return { title, rows: Object.fromEntries(rows) };
}

/** Bo, who writes and takes back. */
class Other {
  readonly #sender: Sender;
  readonly #random: Random;
  /** What he has said and not taken back, by session. */
  readonly #said: ReadonlyMap<string, number[]>;

  constructor(sender: Sender, random: Random, sessions: Iterable<string>) {
    this.#sender = sender;
    this.#random = random;
    // Who made these takes turns with him in threes.
    const seqs = Array.from({ length: SEEDED }, (_, n) => n + 2).filter((seq) => Math.floor((seq - 1) / 3) % 2 === 1);
    this.#said = new Map([...sessions].map((id) => [id, [...seqs]]));
  }

  async act(): Promise<void> {
    const [sessionId, said] = this.#random.pick([...this.#said]);
    if (this.#random.int(0, 3) === 0 && said.length > 0) {
      const [target = 0] = said.splice(this.#random.int(0, said.length - 1), 1);
      await this.#sender.ask('message:recall', { sessionId, clientId: randomUUID(), target });
      return;
    }
    for (let n = this.#random.int(1, 3); n > 0; n -= 1) said.push(await this.#sender.send(sessionId, `said ${n}`));
  }
}

/** What a user does on one of their devices, by the pointer. */
class Hand {
  readonly #chat: ChatPage;
  readonly #random: Random;

  constructor(chat: ChatPage, random: Random) {
    this.#chat = chat;
    this.#random = random;
  }

  async act(): Promise<void> {
    const name = this.#random.pick(TITLES);
    const what = this.#random.int(0, 9);
    if (what < 2) await this.#open(name);
    else if (what < 3) await this.#send(name);
    else if (what < 5) await this.ofChat(name, /^Mark as (un)?read$/);
    else if (what < 6) await this.ofChat(name, /^(Unm|M)ute$/);
    else await this.ofMessage(name, what < 8 ? 'Mark unread from here' : 'Delete for me');
    // What comes into a chat that is open is read at once.
    if (this.#random.int(0, 2) > 0) await this.leave();
  }

  async leave(): Promise<void> {
    await this.#open(REST);
  }

  async ofChat(name: string, item: RegExp): Promise<void> {
    await this.#chat.link(name).click({ button: 'right' });
    const menu = this.#chat.page.getByRole('menu', { name: 'Chat actions' });
    await menu.getByRole('menuitem', { name: item }).click();
    await expect(menu).toBeHidden();
  }

  /** Chooses from the menu of one of the messages in view; of another one where it goes meanwhile, or has no such thing. */
  async ofMessage(name: string, item: string, first = this.#random.int(0, 30)): Promise<void> {
    const chat = await this.#open(name);
    let attempt = 0;
    await expect(async () => {
      const seqs = await inView(chat.feed);
      const seq = seqs[(first + attempt++) % seqs.length];
      const options = { timeout: 2_000 };
      await chat.feed.locator(`article[data-seq="${seq}"] time`).click({ button: 'right', ...options });
      await menuOf(chat).getByRole('menuitem', { name: item, exact: true }).click(options);
    }).toPass({ intervals: [50] });
    await expect(menuOf(chat)).toBeHidden();
  }

  async #open(name: string): Promise<ChatPage> {
    await this.#chat.open(name);
    await expect.poll(async () => (await inView(this.#chat.feed)).length).toBeGreaterThan(0);
    return this.#chat;
  }

  async #send(name: string): Promise<void> {
    await (await this.#open(name)).send(`from a device ${randomUUID().slice(0, 8)}`);
  }
}

/** The stored messages that are whole in view, from top to bottom. */
function inView(feed: Locator): Promise<readonly number[]> {
  return feed.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return [...element.querySelectorAll<HTMLElement>('article[data-seq]')].flatMap((article) => {
      const box = article.getBoundingClientRect();
      return box.top >= top && box.bottom <= bottom ? [Number(article.dataset['seq'])] : [];
    });
  });
}

/** Waits until all devices are live, with nothing left to send, and show what the server's rows imply. */
async function agree(world: World, devices: readonly Signed[], sessions: ReadonlyMap<string, string>) {
  for (const device of devices) {
    await device.chat.isLive();
    await expect.poll(async () => (await device.content())?.outbox).toEqual([]);
  }
  await expect(async () => {
    const truth = await unreadTruth(world.database, devices[0]?.person.userId ?? '', sessions);
    for (const { chat } of devices) expect(await shownBy(chat)).toEqual(truth);
  }).toPass({ timeout: 20_000 });
}

test('LST-2 whatever three devices do, one of them offline in between, badges and titles agree with what is stored', async ({
  world,
}) => {
  test.info().annotations.push({ type: 'seed', description: `COUNT_SEED=${SEED}` });
  console.log(`LST-2 runs with COUNT_SEED=${SEED}`);
  const [ada, bo] = await Promise.all([world.person('ada'), world.person('bo')]);
  const userIds = [ada.userId, bo.userId];
  const ids = await seedGroups(
    world.place,
    [...TITLES, REST].map((title) => ({ title, userIds, messages: SEEDED })),
  );
  const sessions = new Map(ids.map((id, n) => [id, TITLES[n] ?? REST]));
  const devices = await Promise.all([world.device(ada), world.device(ada), world.device(ada)]);
  // Each draws for itself, so that who is faster changes nothing of what is drawn.
  const other = new Other(await world.sender(bo), seededRandom(SEED), ids.slice(0, TITLES.length));
  const hands = devices.map(({ chat }, n) => new Hand(chat, seededRandom(SEED * 1_000 + n)));
  const [, , away] = devices;
  const itsHand = new Hand(away.chat, seededRandom(SEED));
  // What it needs when it is offline is there once it was used.
  await itsHand.ofMessage('Pier', 'Mark unread from here');
  await itsHand.ofChat('Quay', /^Mute$/);
  await agree(world, devices, sessions);

  for (let round = 1; round <= ROUNDS; round += 1) {
    if (round === 3) {
      await away.context.setOffline(true);
      await expect(away.chat.pill).toContainText('Offline');
    }
    if (round === 6) await away.context.setOffline(false);
    await Promise.all([other.act(), ...hands.map((hand) => hand.act())]);
  }
  // Some of what is unread is deleted for oneself, whatever was drawn before.
  for (let n = 0; n < 4; n += 1) await itsHand.ofMessage('Pier', 'Delete for me');
  await itsHand.ofMessage('Pier', 'Mark unread from here', 0);
  for (const hand of [...hands, itsHand]) await hand.leave();
  await agree(world, devices, sessions);

  // Read to its end anywhere, it is read everywhere.
  await other.act();
  await agree(world, devices, sessions);
  for (const [name, { unread, dot }] of Object.entries((await shownBy(devices[0].chat)).rows)) {
    if (unread > 0 || dot)
      await seededRandom(SEED)
        .pick(hands)
        .ofChat(name, /^Mark as read$/);
  }
  for (const { chat } of devices) {
    await expect
      .poll(async () => Object.values((await shownBy(chat)).rows).filter((row) => row.unread || row.dot))
      .toEqual([]);
  }
  await agree(world, devices, sessions);
});
