import type { Entry } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { systemText } from './people.ts';

const people = new Map(
  ['emi', 'otto', 'zoe', 'kai', 'eno'].map((id) => [id, { userId: id, username: id, displayName: id.toUpperCase() }]),
);
const say = (body: Entry['body'], authorId: string | null = 'emi') =>
  systemText({ sessionId: 's', seq: 1, authorId, clientId: null, at: 0, body }, people, 'me').replace(
    /[\u2068\u2069]/g,
    '',
  );

describe('systemText', () => {
  it('tells what happened, with oneself as you', () => {
    const created = {
      kind: 'session-created',
      sessionKind: 'group',
      title: 'Crew',
      memberIds: [],
      mode: 'push',
    } as const;
    expect(say(created)).toBe('EMI created the group Crew');
    expect(say(created, 'me')).toBe('You created the group Crew');
    expect(say({ ...created, sessionKind: 'direct', title: null })).toBe('EMI started this chat');
    expect(say({ kind: 'member-removed', memberId: 'me' })).toBe('EMI removed you');
    expect(say({ kind: 'member-left', memberId: 'otto' }, 'otto')).toBe('OTTO left');
    expect(say({ kind: 'renamed', title: 'New' }, 'gone')).toBe('Someone renamed the group to New');
  });

  it('lists who was added, not more than fits', () => {
    const added = (memberIds: readonly string[]) =>
      say({
        kind: 'members-added',
        memberIds,
        memberCount: 5,
        sessionKind: 'group',
        title: 'Crew',
        visibleFrom: 1,
        mode: 'push',
      });
    expect(added(['otto'])).toBe('EMI added OTTO');
    expect(added(['otto', 'me'])).toBe('EMI added OTTO and you');
    expect(added(['otto', 'zoe', 'kai'])).toBe('EMI added OTTO, ZOE and KAI');
    expect(added(['otto', 'zoe', 'kai', 'eno'])).toBe('EMI added OTTO, ZOE and 2 others');
  });

  it('keeps a hostile name from turning the sentence around', () => {
    const raw = systemText(
      {
        sessionId: 's',
        seq: 1,
        authorId: 'emi',
        clientId: null,
        at: 0,
        body: { kind: 'renamed', title: '\u202eevil' },
      },
      people,
      'me',
    );
    expect(raw.endsWith('\u2068\u202eevil\u2069')).toBe(true);
  });
});
