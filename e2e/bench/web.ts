// What the web client costs (`npm run bench:web`): starts, switches, sends, scrolling, a burst and a large store, in a
// real browser against the built product. Not part of the tests: what it finds depends on the machine.
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { launchOptions } from '../support/browser.ts';
import { Sender } from '../support/sender.ts';
import { TestServer } from '../support/test-server.ts';
import { holdAll } from '../support/hold-all.ts';
import { CHAT_MESSAGES, makeScene, signedIn } from './scene.ts';
import { bigStore, coldStarts, warmStarts } from './starts.ts';
import { type Figure, machine, markdown } from './table.ts';
import { burst, openChat, scroll, sends, switches } from './use.ts';

const { values } = parseArgs({
  options: { big: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '5' } },
});
const [big, rounds] = [Number(values.big), Number(values.rounds)];

const server = await TestServer.start();
const browser = await chromium.launch(launchOptions());
const figures: Figure[] = [];
const part = async (name: string, run: () => Promise<readonly Figure[]>) => {
  console.log(`${name} …`);
  figures.push(...(await run()));
};
try {
  const scene = await makeScene(browser, server.place, big);
  await part('cold starts', () => coldStarts(scene, rounds));
  await part('warm starts', () => warmStarts(scene, rounds));
  const [own, other] = [await signedIn(scene, scene.ada), await signedIn(scene, scene.bo)];
  await part('switches', () => switches(own.tab, (n) => `Chat ${n} ${CHAT_MESSAGES}`));
  await part('sends', () => sends(own.tab, other.tab));
  await part('scrolling', () => scroll(own.tab));
  await other.device.context.close();
  await part('a burst', () => burst(scene, own.tab));
  const sender = await Sender.of(server.place, scene.bo);
  const { sessionId, messages } = scene.big;
  await part('a large store', async () => {
    const { page } = own.tab;
    await holdAll(page, sender, sessionId, messages + 1);
    return bigStore(page, () => openChat(page, 'Big', `Big ${messages}`), messages);
  });
  sender.close();
  console.log(`\n${machine(browser.version())}\n\n${markdown(figures)}\n`);
} finally {
  await browser.close();
  await server.dispose();
}
