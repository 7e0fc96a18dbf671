import { createRequire } from 'node:module';
import { z } from 'zod';

const unicodeRow = z.object({ hexcode: z.string(), unicode: z.string() });
const compactData = z.array(unicodeRow.extend({ skins: z.array(unicodeRow).optional() }));
const nameData = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

type Emoji = { readonly plain: string; readonly skins: readonly string[] };

let table: ReadonlyMap<string, Emoji> | null = null;

/**
 * The emoji of a Slack name, without its colons; null for names that are not known, such as a workspace's own.
 * @param tone Slack's skin tone, 2 (light) to 6 (dark); left out where the emoji has none
 */
export function emojiOf(name: string, tone?: number): string | null {
  table ??= load();
  const emoji = table.get(name);
  if (!emoji) return null;
  return (tone === undefined ? undefined : emoji.skins[tone - 2]) ?? emoji.plain;
}

function load(): ReadonlyMap<string, Emoji> {
  const require = createRequire(import.meta.url);
  const rows = compactData.parse(require('emojibase-data/en/compact.json'));
  const names = nameData.parse(require('emojibase-data/en/shortcodes/iamcal.json'));
  const loaded = new Map<string, Emoji>();
  for (const { hexcode, unicode, skins = [] } of rows) {
    const emoji = { plain: shortest(unicode), skins: skins.map((skin) => skin.unicode) };
    for (const name of [names[hexcode] ?? []].flat()) loaded.set(name, emoji);
  }
  return loaded;
}

/** Without the variation selector where the character is an emoji by itself: as a keyboard types it. */
function shortest(unicode: string): string {
  return /^\p{Emoji_Presentation}\ufe0f$/u.test(unicode) ? unicode.slice(0, -1) : unicode;
}
