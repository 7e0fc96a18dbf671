import type { MessageChange, MessageContent } from '@tidemark/sync-client';
import type { Quoted } from '../session/quoted.ts';

/** What sending means now: a new message, an answer to one, or another text in place of one. */
export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly quoted: Quoted; readonly author: string }
  | {
      readonly kind: 'edit';
      readonly seq: number;
      readonly clientId: string | null;
      /** What the message says; null while that is not known. */
      readonly text: string | null;
      /** What it is to say, as far as it is written. */
      readonly written: string;
    };

export const NEW: ComposerMode = { kind: 'new' };

/** Two of the same name are one mode, whatever has been written in it since. */
export function nameOfMode(mode: ComposerMode): string {
  if (mode.kind === 'new') return 'new';
  return mode.kind === 'edit' ? `edit ${mode.seq}` : `reply ${mode.quoted.seq}`;
}

/** What goes to the outbox: a message, or a change of one. Null where nothing was changed. */
export function outcomeOf(
  mode: ComposerMode,
  text: string,
  mentions: readonly string[],
):
  | { readonly kind: 'send'; readonly content: Omit<MessageContent, 'forwarded'> }
  | { readonly kind: 'change'; readonly change: MessageChange }
  | null {
  const named = mentions.length > 0 ? { mentions } : {};
  switch (mode.kind) {
    case 'new':
      return { kind: 'send', content: { text, ...named } };
    case 'reply':
      return { kind: 'send', content: { text, replyTo: mode.quoted.seq, ...named } };
    case 'edit': {
      if (text === mode.text) return null;
      const { seq: target, clientId } = mode;
      const change = { kind: 'edit' as const, target, text, ...named };
      return { kind: 'change', change: clientId === null ? change : { ...change, targetClientId: clientId } };
    }
  }
}
