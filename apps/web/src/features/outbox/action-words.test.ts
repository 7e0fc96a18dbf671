import { expect, it } from 'vitest';
import { actionWords } from './action-words.ts';

it('DEV-11: every action in the outbox has words', () => {
  const change = (change: Extract<Parameters<typeof actionWords>[0], { kind: 'change' }>) => actionWords(change);
  expect(actionWords({ kind: 'read', seq: 1_200 })).toBe('Read up to #1,200');
  expect(change({ kind: 'change', change: { kind: 'edit', target: 7, text: 'better' } })).toBe('Edit of #7: better');
  expect(change({ kind: 'change', change: { kind: 'recall', target: 7 } })).toBe('Recall of #7');
  expect(change({ kind: 'change', change: { kind: 'react', target: 7, emoji: '🎉', on: false } })).toBe(
    '🎉 taken from #7',
  );
  expect(change({ kind: 'change', change: { kind: 'pin', target: 7, on: true } })).toBe('Pin of #7');
});
