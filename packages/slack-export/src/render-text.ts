import { emojiOf } from './emoji.ts';

/** What mentions resolve to, by Slack id. */
export type Names = {
  /** A person's name as it is shown, null for someone unknown. */
  user(id: string): string | null;
  /** A channel's name, null for an unknown one. */
  channel(id: string): string | null;
};

/** Code, `<…>` (a link may hold mentions), an entity, or an emoji name. Every alternative is linear in the length of the text. */
const MARKUP =
  /(?<code>```[^]*?```|`[^`\n]+`)|<(?<angle>[^<>\n]*(?:<[@#][A-Z0-9]+>[^<>\n]*)*)>|&(?<entity>amp|lt|gt);|:(?<emoji>[A-Za-z0-9_+'-]{1,80}):(?::skin-tone-(?<tone>[2-6]):)?/g;
/** What of it counts inside code and links. */
const PLAIN_MARKUP = /<([^<>\n]+)>|&(amp|lt|gt);/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
const LINK = /^(?:https?|ftps?|sftp|ssh|git|mailto|tel|sms|xmpp|irc|ircs|slack|file):./i;
/** What a label may leave away of its address and still say the same. */
const SCHEME = /^(?:https?:\/\/|mailto:|tel:)/i;

/**
 * A Slack message as plain text: mentions, links, entities and emoji names resolved. What is not Slack's markup stays
 * as it is, every character of it. Never throws.
 */
export function renderText(text: string, names: Names): string {
  const markup = new RegExp(MARKUP); // a copy: it keeps a position
  let shown = '';
  let done = 0;
  for (let match = markup.exec(text); match; match = markup.exec(text)) {
    const { code, angle, entity, emoji, tone } = match.groups ?? {};
    let part: string | null = null;
    if (code !== undefined) part = renderPlain(code, names);
    else if (angle !== undefined) part = renderAngle(angle, names);
    else if (entity !== undefined) part = ENTITIES[entity] ?? null;
    else if (emoji !== undefined) part = renderEmoji(text, match.index, emoji, tone);
    if (part !== null) {
      shown += text.slice(done, match.index) + part;
      done = markup.lastIndex;
    } else {
      // What is no markup may hold some, and the colon that ends what is no emoji may begin one.
      markup.lastIndex = match.index + (emoji === undefined ? 1 : emoji.length + 1);
    }
  }
  return shown + text.slice(done);
}

function renderPlain(text: string, names: Names): string {
  return text.replace(PLAIN_MARKUP, (whole, angle?: string, entity?: string) => {
    const part = angle === undefined ? ENTITIES[entity ?? ''] : renderAngle(angle, names);
    return part ?? whole;
  });
}

function renderAngle(inside: string, names: Names): string | null {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : renderPlain(inside.slice(bar + 1), names).trim();
  const user = /^@([A-Z0-9]+)$/.exec(target)?.[1];
  if (user) return prefixed('@', names.user(user) ?? (label || user));
  const channel = /^#([A-Z0-9]+)$/.exec(target)?.[1];
  if (channel) return prefixed('#', label || (names.channel(channel) ?? channel));
  const group = /^!subteam\^([A-Z0-9]+)$/.exec(target)?.[1];
  if (group) return prefixed('@', label || group);
  if (/^!(?:here|channel|everyone)$/.test(target)) return `@${target.slice(1)}`;
  if (target.startsWith('!date^')) return label || null;
  return LINK.test(target) ? renderLink(renderPlain(target, names), label) : null;
}

function renderLink(address: string, label: string): string {
  const bare = (link: string) => link.replace(SCHEME, '').replace(/\/$/, '');
  const shown = address.replace(/^(?:mailto|tel):/i, '');
  return label === '' || bare(label) === bare(address) ? shown : `${label} (${shown})`;
}

function renderEmoji(text: string, at: number, name: string, tone: string | undefined): string | null {
  // "10:100:20" is a ratio or a time, not a hundred points.
  if (/^\d+$/.test(name) && (/\d/.test(text[at - 1] ?? '') || /\d/.test(text[at + name.length + 2] ?? ''))) return null;
  return emojiOf(name, tone === undefined ? undefined : Number(tone));
}

function prefixed(sign: string, name: string): string {
  return name.startsWith(sign) ? name : sign + name;
}
