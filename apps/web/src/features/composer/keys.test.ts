import { describe, expect, it } from 'vitest';
import { type KeyPress, meaningOf, meansSend } from './keys.ts';

const enter: KeyPress = {
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
};

describe('meansSend', () => {
  it('sends on Enter, also with Ctrl or Cmd', () => {
    expect(meansSend(enter)).toBe(true);
    expect(meansSend({ ...enter, ctrlKey: true })).toBe(true);
    expect(meansSend({ ...enter, metaKey: true })).toBe(true);
  });

  it('breaks the line on Shift+Enter and Alt+Enter', () => {
    expect(meansSend({ ...enter, shiftKey: true })).toBe(false);
    expect(meansSend({ ...enter, altKey: true })).toBe(false);
  });

  it('breaks the line on Enter by touch, where no other key does', () => {
    expect(meansSend(enter, true)).toBe(false);
    expect(meansSend({ ...enter, ctrlKey: true }, true)).toBe(true);
    expect(meansSend({ ...enter, metaKey: true }, true)).toBe(true);
    expect(meansSend({ ...enter, ctrlKey: true, keyCode: 229 }, true)).toBe(false);
  });

  it('leaves Enter to the input method while it composes', () => {
    expect(meansSend({ ...enter, isComposing: true })).toBe(false);
    expect(meansSend({ ...enter, isComposing: true, keyCode: 229 })).toBe(false);
  });

  it('takes the WebKit Enter after compositionend for what it is', () => {
    expect(meansSend({ ...enter, keyCode: 229 })).toBe(false);
  });

  it('sends on nothing else', () => {
    for (const key of ['a', 'Process', ' ', 'Tab', 'Escape']) expect(meansSend({ ...enter, key })).toBe(false);
  });
});

describe('meaningOf (CMP-9)', () => {
  it('edits the last message on ↑ in an empty composer alone', () => {
    const up = { ...enter, key: 'ArrowUp', keyCode: 38 };
    expect(meaningOf(up, '', 'new')).toBe('edit-last');
    expect([meaningOf(up, 'a', 'new'), meaningOf(up, '', 'reply'), meaningOf(up, '', 'edit')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(meaningOf({ ...up, shiftKey: true }, '', 'new')).toBeNull();
  });

  it('leaves an answer or an edit on Escape, unless an input method wants it', () => {
    const escape = { ...enter, key: 'Escape', keyCode: 27 };
    expect([meaningOf(escape, 'a', 'reply'), meaningOf(escape, 'a', 'edit')]).toEqual(['cancel', 'cancel']);
    expect(meaningOf(escape, 'a', 'new')).toBeNull();
    expect(meaningOf({ ...escape, isComposing: true }, 'a', 'edit')).toBeNull();
    expect(meaningOf({ ...escape, keyCode: 229 }, 'a', 'edit')).toBeNull();
  });
});
