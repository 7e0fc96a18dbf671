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
 * True for a press that is an input method's own: its Enter takes a candidate, its Escape drops one. WebKit reports the
 * press that ended a composition as not composing, but with the key code 229.
 */
export function composes({ isComposing, keyCode }: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229;
}

/**
 * True when the press means "send".
 * @param byTouch one types on glass, where there is no Shift+Enter to break the line: Enter does, and the button sends
 */
export function meansSend(press: KeyPress, byTouch = false): boolean {
  if (press.key !== 'Enter' || composes(press)) return false;
  return !press.shiftKey && !press.altKey && (!byTouch || press.ctrlKey || press.metaKey);
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
  const { key, shiftKey, ctrlKey, metaKey, altKey } = press;
  if (composes(press) || shiftKey || ctrlKey || metaKey || altKey) return null;
  if (key === 'Escape' && mode !== 'new') return 'cancel';
  return key === 'ArrowUp' && text === '' && mode === 'new' ? 'edit-last' : null;
}
