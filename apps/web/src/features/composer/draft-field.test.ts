import { describe, expect, it } from 'vitest';
import { EMPTY_FIELD, heard, saved, settled, takesOverAt, typed } from './draft-field.ts';

const at = 100_000;

describe('a draft in one tab', () => {
  it('CMP-3: shows what was set elsewhere', () => {
    expect(heard(EMPTY_FIELD, 'from elsewhere', at).text).toBe('from elsewhere');
  });

  it('CMP-3: what is typed and not saved yet stands, whatever is told', () => {
    const field = typed(heard(EMPTY_FIELD, 'before', at), 'mine', at + 1);
    expect(heard(field, 'of another', at + 10_000)).toMatchObject({ text: 'mine', dirty: true });
  });

  it('O-40: what is sent elsewhere is gone here, also right after it was typed here', () => {
    const field = saved(typed(EMPTY_FIELD, 'hello', at), 'hello', 'hello', at + 700);
    expect(heard(field, '', at + 1_200).text).toBe('');
  });

  it('CMP-3: a text under the hands of someone who types changes only when they pause', () => {
    const field = heard(saved(typed(EMPTY_FIELD, 'mine', at), 'mine', 'mine', at + 700), 'theirs', at + 1_500);
    expect(field.text).toBe('mine');
    expect(takesOverAt(field)).toBe(at + 3_000);
    expect(settled(field, at + 2_999).text).toBe('mine');
    expect(settled(field, at + 3_000).text).toBe('theirs');
    expect(typed(field, 'mine!', at + 2_000)).toMatchObject({ text: 'mine!', dirty: true });
  });

  it('CMP-3: an answer from before a save does not undo it', () => {
    const field = heard(saved(typed(EMPTY_FIELD, 'h', at), 'h', 'h', at + 700), '', at + 710);
    expect(field.text).toBe('h');
    expect(heard(field, 'h', at + 720)).toMatchObject({ text: 'h', dirty: false });
  });

  it('CMP-3: what was typed while it was saved is still to be saved', () => {
    const field = saved(typed(typed(EMPTY_FIELD, 'he', at), 'hel', at + 5), 'he', 'he', at + 10);
    expect(field).toMatchObject({ text: 'hel', dirty: true });
  });
});
