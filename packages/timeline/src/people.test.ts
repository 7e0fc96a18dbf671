import { describe, expect, it } from 'vitest';
import { peopleIn } from './people.ts';
import { ALICE, BOB, sampleEntry, sampleId } from './testing/samples.ts';

const CAROL = sampleId('a', 3);

describe('peopleIn', () => {
  it('PG-4: names authors, members and those who left, each once', () => {
    const people = peopleIn([
      sampleEntry(1, {
        kind: 'session-created',
        sessionKind: 'group',
        title: null,
        memberIds: [BOB, ALICE],
        mode: 'push',
      }),
      sampleEntry(2, { kind: 'member-left', memberId: CAROL }, { authorId: null }),
      sampleEntry(3),
    ]);
    expect([...people].toSorted()).toEqual([ALICE, BOB, CAROL]);
  });
});
