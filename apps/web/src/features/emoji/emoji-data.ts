import type { EmojiData } from 'frimousse';
import data from 'emojibase-data/en/data.json';
import messages from 'emojibase-data/en/messages.json';
import shortcodes from 'emojibase-data/en/shortcodes/github.json';

// Heavy, and a chunk of its own: see load.ts. It comes from our own origin with the other files of the build, so the
// service worker keeps it too.

/** An emoji and the names one types for it. */
export type NamedEmoji = { readonly emoji: string; readonly label: string; readonly codes: readonly string[] };

/** Newer ones are an empty box on many devices still. */
const NEWEST = 15.1;
const TONES = ['light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const;

type Tones = Record<(typeof TONES)[number], string>;

const shown = data.filter(({ group, version }) => group !== undefined && version <= NEWEST);
const codesOf = (hexcode: string): string[] => [shortcodes[hexcode] ?? []].flat();

/** All emoji by name, for completion. */
export const namedEmoji: readonly NamedEmoji[] = shown.map(({ emoji, hexcode, label }) => ({
  emoji,
  label,
  codes: codesOf(hexcode),
}));

/** What the picker shows. */
export const pickerData: EmojiData = {
  locale: 'en',
  categories: messages.groups
    .filter(({ key }) => key !== 'component')
    .map(({ order, message }) => ({ index: order, label: sentence(message) })),
  skinTones: Object.fromEntries(messages.skinTones.map(({ key, message }) => [key, sentence(message)])) as Tones,
  emojis: shown.map(({ emoji, hexcode, label, tags, group, version, skins }) => ({
    emoji,
    category: group ?? 0,
    label: sentence(label),
    version,
    tags: [...(tags ?? []), ...codesOf(hexcode)],
    skins: tonesOf(skins),
  })),
};

function tonesOf(skins: (typeof data)[number]['skins']): Tones | undefined {
  const found = (skins ?? []).flatMap(({ tone, emoji }) => {
    const name = typeof tone === 'number' ? TONES[tone - 1] : undefined;
    return name === undefined ? [] : [[name, emoji] as const];
  });
  return found.length === TONES.length ? (Object.fromEntries(found) as Tones) : undefined;
}

function sentence(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}
