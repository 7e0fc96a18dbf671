import { LIMITS } from '@tidemark/protocol';
import { renderText, type ExportedMessage, type Names } from '@tidemark/slack-export';
import { storable, textFailure } from '../../text.ts';

/** What Slack writes into a channel by itself when people come and go: membership, not messages. */
const NOTICES = new Set(['channel_join', 'channel_leave', 'group_join', 'group_leave', 'tombstone']);

/**
 * The text of an exported message as entries hold it, in parts that each keep to the limit of one message. Empty for
 * what has nothing to show.
 */
export function messageTexts(message: ExportedMessage, names: Names): readonly string[] {
  if (message.subtype !== null && NOTICES.has(message.subtype)) return [];
  const quoted = message.text === '' ? message.attachmentTexts : [];
  const lines = [message.text, ...quoted].filter((line) => line !== '').map((line) => renderText(line, names));
  const text = storable([...lines, ...message.fileNames.map((name) => `📎 ${name}`)].join('\n'));
  return splitText(text, LIMITS.textBytes).filter((part) => textFailure(part) === null);
}

/** Cuts a text into parts of at most so many UTF-8 bytes: at a line or a word where there is one, never in a character. */
export function splitText(text: string, maxBytes: number): readonly string[] {
  const parts: string[] = [];
  const room = new Uint8Array(maxBytes);
  const encoder = new TextEncoder();
  let rest = text;
  for (;;) {
    const { read } = encoder.encodeInto(rest, room);
    if (read >= rest.length) return [...parts, rest];
    const end = goodEnd(rest, read);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
}

function goodEnd(text: string, most: number): number {
  for (const separator of ['\n', ' ']) {
    const end = text.lastIndexOf(separator, most - 1) + 1;
    if (end > most / 2) return end;
  }
  return most;
}
