/** The part of a keyboard event that decides what Enter means. */
export type KeyPress = {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

/**
 * True when the press means "send". While an input method composes, Enter takes its candidate; WebKit reports the
 * Enter that ended a composition as not composing, but with the key code 229.
 */
export function meansSend(press: KeyPress): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return false;
  return !press.shiftKey && !press.altKey;
}

/**
 * What other keys mean to the composer: ↑ in an empty one edits the last message of one's own, Escape ends an edit or an
 * answer. While an input method composes, both are its own.
 */
export function meaningOf(
  press: KeyPress,
  text: string,
  mode: 'new' | 'reply' | 'edit',
): 'edit-last' | 'cancel' | null {
  const { key, isComposing, keyCode, shiftKey, ctrlKey, metaKey, altKey } = press;
  if (isComposing || keyCode === 229 || shiftKey || ctrlKey || metaKey || altKey) return null;
  if (key === 'Escape' && mode !== 'new') return 'cancel';
  return key === 'ArrowUp' && text === '' && mode === 'new' ? 'edit-last' : null;
}
