import { describe, expect, it } from 'vitest';
import type { EntryBody } from './entry.ts';
import { isSameChange, isSameMessage } from './same-action.ts';
import { ALICE, BOB, sampleId } from './testing/samples.ts';

const CAROL = sampleId('a', 3);

describe('isSameMessage, isSameChange', () => {
  it('WR-5: a retry is told apart from another action under the same id', () => {
    const message: EntryBody = { kind: 'message', text: 'hello' };
    expect(isSameMessage(message, { text: 'hello' })).toBe(true);
    expect(isSameMessage(message, { text: 'hello ' })).toBe(false);
    expect(isSameMessage({ kind: 'renamed', title: 'hello' }, { text: 'hello' })).toBe(false);
    const added: EntryBody = {
      kind: 'members-added',
      memberIds: [BOB],
      memberCount: 2,
      sessionKind: 'group',
      title: null,
      visibleFrom: 1,
      mode: 'push',
    };
    expect(isSameChange(added, { kind: 'add-members', memberIds: [ALICE, BOB] })).toBe(true);
    expect(isSameChange(added, { kind: 'add-members', memberIds: [CAROL] })).toBe(false);
    expect(isSameChange({ kind: 'member-left', memberId: BOB }, { kind: 'remove-member', memberId: BOB })).toBe(true);
    expect(isSameChange({ kind: 'member-left', memberId: BOB }, { kind: 'remove-member', memberId: CAROL })).toBe(
      false,
    );
    expect(isSameChange({ kind: 'renamed', title: 'a' }, { kind: 'rename', title: 'a' })).toBe(true);
    expect(isSameChange({ kind: 'renamed', title: 'a' }, { kind: 'rename', title: 'b' })).toBe(false);
    expect(isSameChange(message, { kind: 'rename', title: 'hello' })).toBe(false);
  });

  it('WR-5: what is passed on is the same by who said it first, and when; without its text there is nothing to compare', () => {
    const forwarded = { authorId: BOB, at: 5 };
    const stored: EntryBody = { kind: 'message', text: 'as it read then', forwarded };
    expect(isSameMessage(stored, { text: 'as it reads now', forwarded })).toBe(true);
    expect(isSameMessage(stored, { text: 'as it read then', forwarded: { ...forwarded, at: 6 } })).toBe(false);
    expect(isSameMessage(stored, { text: '', forwarded: { authorId: null, at: 0 } })).toBe(true);
    expect(isSameMessage(stored, { text: 'as it read then' })).toBe(false);
    expect(isSameMessage({ kind: 'message', text: 'plain' }, { text: '', forwarded })).toBe(false);
  });
});
