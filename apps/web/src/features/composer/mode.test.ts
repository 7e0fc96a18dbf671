import { describe, expect, it } from 'vitest';
import { NEW, nameOfMode, outcomeOf } from './mode.ts';

const reply = { kind: 'reply', quoted: { seq: 4, authorId: 'emi', text: 'a' }, author: 'Emi' } as const;
const edit = { kind: 'edit', seq: 7, clientId: 'c7', text: 'old', written: 'new' } as const;

describe('what sending means (CMP-9)', () => {
  it('is a message, with what it answers and whom it names', () => {
    expect(outcomeOf(NEW, 'x', [])).toEqual({ kind: 'send', content: { text: 'x' } });
    expect(outcomeOf(NEW, 'x', ['emi'])).toEqual({ kind: 'send', content: { text: 'x', mentions: ['emi'] } });
    expect(outcomeOf(reply, 'x', [])).toEqual({ kind: 'send', content: { text: 'x', replyTo: 4 } });
  });

  it('is a change of the message that is being edited, or nothing where nothing was changed', () => {
    expect(outcomeOf(edit, 'new', [])).toEqual({
      kind: 'change',
      change: { kind: 'edit', target: 7, targetClientId: 'c7', text: 'new' },
    });
    expect(outcomeOf({ ...edit, clientId: null }, 'new', [])).toEqual({
      kind: 'change',
      change: { kind: 'edit', target: 7, text: 'new' },
    });
    expect(outcomeOf(edit, 'old', [])).toBeNull();
    // What it says may not be known here: then whatever is written is another text.
    expect(outcomeOf({ ...edit, text: null }, 'old', [])).toMatchObject({ kind: 'change' });
  });

  it('is the same while one writes on', () => {
    expect(nameOfMode({ ...edit, written: 'newer' })).toBe(nameOfMode(edit));
    expect(new Set([NEW, reply, edit, { ...edit, seq: 8 }].map(nameOfMode)).size).toBe(4);
  });
});
