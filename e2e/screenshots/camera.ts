import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';

/** So many pictures in a row are the same when nothing moves. */
const STILL = 3;
/** Something that always moves is taken as it is. */
const MOST = 30;

/** Takes pictures of pages in both themes, and goes on where one cannot be taken. */
export class Camera {
  readonly #out: string;
  readonly #size: string;
  readonly #only: RegExp;
  readonly missed: string[] = [];
  taken = 0;

  constructor(out: string, size: string, only: RegExp) {
    mkdirSync(out, { recursive: true });
    this.#out = out;
    this.#size = size;
    this.#only = only;
  }

  /** A picture in each theme, once nothing moves any more. */
  async shoot(page: Page, name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const file = path.join(this.#out, `${name}-${this.#size}-${colorScheme}.png`);
      writeFileSync(file, await stillPicture(page));
      this.taken += 1;
    }
  }

  /** A part of a tour. What it cannot do is said, and the next part begins. */
  async part(name: string, run: () => Promise<void>): Promise<void> {
    if (!this.#only.test(name)) return;
    try {
      await run();
    } catch (error) {
      this.missed.push(`${name} (${this.#size})`);
      console.error(`${name} (${this.#size}): ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function stillPicture(page: Page): Promise<Buffer> {
  await page.evaluate(() => document.fonts.ready);
  let [picture, same] = [await look(page), 1];
  for (let taken = 1; taken < MOST && same < STILL; taken += 1) {
    const next = await look(page);
    same = next.equals(picture) ? same + 1 : 1;
    picture = next;
  }
  return picture;
}

/** What has changed with the theme is drawn, and not on its way to it. */
function look(page: Page): Promise<Buffer> {
  return page.screenshot({ caret: 'hide', animations: 'disabled' });
}
