import { expect, it } from 'vitest';
import { storageWords } from './storage-words.ts';

it('says that nothing is kept, and offers to try again (O-28, O-31)', () => {
  expect(storageWords({ kind: 'nothing-kept' }).text).toMatch(/keeps nothing/);
  expect(storageWords({ kind: 'full' }).text).toMatch(/not stored on this device/);
  expect(storageWords({ kind: 'blocked' }).text).toMatch(/older Tidemark/);
  const kinds = ['nothing-kept', 'full', 'blocked'] as const;
  expect(kinds.map((kind) => storageWords({ kind }).reload)).toEqual([true, true, true]);
});

it('says what was saved of a database that was deleted', () => {
  expect(storageWords({ kind: 'rebuilt', saved: 0 }).text).toMatch(/fetched again\.$/);
  expect(storageWords({ kind: 'rebuilt', saved: 1 }).text).toMatch(/1 unsent action was saved/);
  expect(storageWords({ kind: 'rebuilt', saved: 2 }).text).toMatch(/2 unsent actions were saved/);
});
