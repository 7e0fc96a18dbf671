// Pictures of every screen and state (`npm run screenshots`), for people to look at: what is ugly, cramped, unclear or
// missing is seen here. Not part of the tests.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { launchOptions } from '../support/browser.ts';
import { ROOT } from '../support/root.ts';
import { TestServer } from '../support/test-server.ts';
import { Camera } from './camera.ts';
import { makeScene } from './scene.ts';
import { SIZES } from './stage.ts';
import { accountTour } from './tours/account.ts';
import { chatTour } from './tours/chat.ts';
import { dialogTour } from './tours/dialogs.ts';
import { messageTour } from './tours/message.ts';
import { roamingTour } from './tours/roaming.ts';
import { settingsTour } from './tours/settings.ts';
import { syncTour } from './tours/sync.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(ROOT, 'e2e/test-results/screenshots') },
    only: { type: 'string', default: '' },
    size: { type: 'string', default: '' },
    scale: { type: 'string', default: '1' },
  },
});

const TOURS = [accountTour, chatTour, roamingTour, messageTour, dialogTour, syncTour, settingsTour];
const missed: string[] = [];
const browser = await chromium.launch(launchOptions());
try {
  for (const size of SIZES.filter(({ name }) => name.startsWith(values.size))) {
    // A server each: what one tour reads would be read in the other.
    const server = await TestServer.start();
    try {
      const camera = new Camera(values.out, size.name, new RegExp(values.only));
      const stage = { browser, scene: await makeScene(server.place), size, camera, scale: Number(values.scale) };
      for (const tour of TOURS) await tour(stage);
      for (const sender of Object.values(stage.scene.senders)) sender.close();
      missed.push(...camera.missed);
      console.log(`${camera.taken} pictures, ${size.name}, in ${values.out}`);
    } finally {
      await server.dispose();
    }
  }
} finally {
  await browser.close();
}
if (missed.length > 0) {
  console.error(`Not taken: ${missed.join(', ')}`);
  process.exitCode = 1;
}
