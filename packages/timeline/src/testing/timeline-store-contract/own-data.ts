import { describe, expect, it } from 'vitest';
import type { Entry } from '../../entry.ts';
import { joinSets } from '../../own-data.ts';
import type { OwnValue } from '../../own-data.ts';
import type { AppendOutcome } from '../../timeline-store.ts';
import { REFUSED, entriesOf, seqsOf, some, upTo } from './scene.ts';
import type { Scene } from './scene.ts';

/** SPEC OD: a user's own data are sets in a private session of theirs. */
export function ownDataRules(scene: () => Scene): void {
  const store = () => scene().store;

  const trySet = async (
    authorId: string,
    key: string,
    value: string | null,
    { clientId = scene().id(), sessionId = authorId } = {},
  ): Promise<AppendOutcome> =>
    some((await store().append([{ sessionId, authorId, clientId, set: { key, value } }])).outcomes[0]);

  const set = async (userId: string, key: string, value: string | null, clientId?: string) =>
    entryOf(await trySet(userId, key, value, { ...(clientId ? { clientId } : {}) }));

  /** What is in force, read page by page after a SeqId. */
  const inForce = async (userId: string, after = 0, limit = 100): Promise<readonly Entry[]> => {
    const got: Entry[] = [];
    for (let from = after; ;) {
      const page = await store().changes({ userId, sessionId: userId, after: from, limit });
      if ('outcome' in page) throw new Error(page.reason);
      got.push(...page.changes);
      if (page.changes.length < limit) return got;
      from = page.to;
    }
  };

  const textOf = ({ body }: Entry) => (body.kind === 'set' ? `${body.key}=${body.value}` : body.kind);

  describe('own data', () => {
    it('OD-1: the first set makes the private session, which every device of its user is told of', async () => {
      const alice = await scene().person();
      const [first, second] = [await scene().device(alice), await scene().device(alice)];
      const entry = await set(alice, 'theme', 'dark');
      expect(entry).toMatchObject({ sessionId: alice, seq: 2, authorId: alice });
      expect(entry.body).toEqual({ kind: 'set', key: 'theme', value: 'dark' });
      for (const device of [first, second]) {
        const told = entriesOf(await scene().drain(device));
        expect(told[0]).toMatchObject({ seq: 1, authorId: null, clientId: null });
        expect(told[0]?.body).toEqual({
          kind: 'session-created',
          sessionKind: 'private',
          title: null,
          memberIds: [alice],
          mode: 'push',
        });
        expect(told[1]).toEqual(entry);
      }
      expect(await scene().view(first, alice)).toMatchObject({
        sessionKind: 'private',
        memberCount: 1,
        head: 2,
        unread: 0,
        lastMessage: null,
        mode: 'push',
      });
    });

    it('OD-1: is made once, however many write first at the same time', async () => {
      const alice = await scene().person();
      const values = upTo(6).map((n) => `${n}`);
      const outcomes = await Promise.all(values.map((value) => trySet(alice, `key ${value}`, value)));
      expect(seqsOf(outcomes.map(entryOf)).toSorted((a, b) => a - b)).toEqual(upTo(7, 2));
      expect((await scene().readBack(alice, alice)).filter(({ body }) => body.kind === 'session-created')).toHaveLength(
        1,
      );
    });

    it('OD-1: takes nothing but sets, and no other session takes them', async () => {
      const [alice, bob] = await scene().people(2);
      const group = await scene().group(some(alice), [some(bob)]);
      expect(await trySet(some(alice), 'theme', 'dark', { sessionId: group })).toEqual(REFUSED('not-allowed'));
      await set(some(alice), 'theme', 'dark');
      expect(await scene().refusalOf(some(alice), some(alice))).toBe('not-allowed');
      const change = { kind: 'react', target: 2, emoji: '👍', on: true } as const;
      const request = { sessionId: some(alice), authorId: some(alice), clientId: scene().id() };
      const { outcomes } = await store().append([{ ...request, change }]);
      expect(outcomes).toEqual([REFUSED('not-allowed')]);
    });

    it('OD-1: has one member for ever, no name and no other mode', async () => {
      const [alice, bob] = await scene().people(2);
      await set(some(alice), 'theme', 'dark');
      for (const change of [
        { kind: 'add-members', memberIds: [some(bob)] },
        { kind: 'remove-member', memberId: some(alice) },
        { kind: 'rename', title: 'Mine' },
      ] as const) {
        expect(await scene().change(some(alice), some(alice), change)).toEqual(REFUSED('not-allowed'));
      }
      expect(await store().overrideMode({ sessionId: some(alice), mode: 'pull' })).toBeNull();
    });

    it('OD-1: is unknown to everyone else, by every path', async () => {
      const [alice, bob] = await scene().people(2);
      const device = await scene().device(some(bob));
      await set(some(alice), 'theme', 'dark');
      const [sessionId, userId] = [some(alice), some(bob)];
      const unknown = REFUSED('session-unknown');
      expect(await trySet(userId, 'theme', 'light', { sessionId })).toEqual(unknown);
      expect(await store().changes({ userId, sessionId, after: 0, limit: 9 })).toEqual(unknown);
      expect(await store().history({ userId, sessionId, anchor: { at: 'newest' }, limit: 9 })).toEqual(unknown);
      expect(await store().members({ userId, sessionId, cursor: null, limit: 9 })).toEqual(unknown);
      expect(await store().markRead({ userId, sessionId, seq: 2 })).toEqual(unknown);
      expect(await store().find({ userId, sessionId, clientIds: [] })).toEqual(unknown);
      expect(await scene().change(sessionId, userId, { kind: 'rename', title: 'Mine' })).toEqual(unknown);
      expect(await scene().drain(device)).toEqual([]);
      expect((await scene().snapshot(device)).views).toEqual([]);
      // Nor can one write to the private session of someone who has none yet.
      const stranger = await scene().person();
      expect(await trySet(userId, 'theme', 'light', { sessionId: stranger })).toEqual(unknown);
    });

    it('OD-1: nobody makes another session under the id of a user', async () => {
      const [alice, bob] = await scene().people(2);
      const request = {
        sessionId: some(alice),
        title: 'Trap',
        creatorId: some(bob),
        memberIds: [some(bob)],
        history: 'joined' as const,
        clientId: scene().id(),
      };
      expect(await store().createSession({ ...request, sessionKind: 'group' })).toEqual(REFUSED('not-allowed'));
      expect(await store().createSession({ ...request, sessionKind: 'private' })).toEqual(REFUSED('not-allowed'));
      expect(await set(some(alice), 'theme', 'dark')).toMatchObject({ seq: 2 });
      const own = { ...request, sessionId: scene().id(), sessionKind: 'private' as const };
      expect(await store().createSession(own)).toEqual(REFUSED('not-allowed'));
    });

    it('OD-2: the last set of a key is in force, and of each key on its own', async () => {
      const alice = await scene().person();
      await set(alice, 'draft', 'h');
      await set(alice, 'theme', 'dark');
      await set(alice, 'draft', 'he');
      await set(alice, 'draft', null);
      await set(alice, 'Draft', 'another key');
      expect((await inForce(alice)).map(textOf)).toEqual(['theme=dark', 'draft=null', 'Draft=another key']);
    });

    it('OD-3 TL-4: what a set supersedes leaves the store, and nothing else of it', async () => {
      const alice = await scene().person();
      const device = await scene().device(alice);
      const first = await set(alice, 'draft', 'a secret');
      await set(alice, 'theme', 'dark');
      const second = await set(alice, 'draft', null);
      const left = { ...first, body: { kind: 'set-superseded', by: second.seq } };
      expect((await scene().readBack(alice, alice))[1]).toEqual(left);
      expect(entriesOf(await scene().drain(device))[1]).toEqual(left);
      expect(JSON.stringify([await scene().drain(device), await scene().readBack(alice, alice)])).not.toMatch(/secret/);
    });

    it('OD-3 WR-4: a retry of what was superseded gets its first place and does not come into force again', async () => {
      const alice = await scene().person();
      const clientId = scene().id();
      const first = await set(alice, 'draft', 'hello', clientId);
      await set(alice, 'draft', null);
      const again = await trySet(alice, 'draft', 'hello', { clientId });
      expect(again).toMatchObject({ outcome: 'stored', repeated: true, entry: { seq: first.seq, clientId } });
      expect((await inForce(alice)).map(textOf)).toEqual(['draft=null']);
    });

    it('OD-3 WR-5: a client id that set something else is refused', async () => {
      const alice = await scene().person();
      const clientId = scene().id();
      await set(alice, 'draft', 'hello', clientId);
      expect(await trySet(alice, 'draft', 'other', { clientId })).toEqual(REFUSED('client-id-reused'));
      expect(await trySet(alice, 'other', 'hello', { clientId })).toEqual(REFUSED('client-id-reused'));
    });

    it('OD-3: sets of one batch supersede each other, in its order, and the session begins with them', async () => {
      const [alice, bob] = await scene().people(2);
      const device = await scene().device(some(alice));
      const group = await scene().group(some(alice), [some(bob)]);
      const [clientId, authorId] = [scene().id(), some(alice)];
      const { outcomes, deliveries } = await store().append([
        { sessionId: authorId, authorId, clientId: scene().id(), set: { key: 'draft', value: 'h' } },
        { sessionId: group, authorId, clientId: scene().id(), text: 'between' },
        { sessionId: authorId, authorId, clientId, set: { key: 'draft', value: 'he' } },
        { sessionId: authorId, authorId, clientId, set: { key: 'draft', value: 'he' } },
        { sessionId: authorId, authorId: some(bob), clientId, set: { key: 'draft', value: 'mine' } },
        { sessionId: some(bob), authorId: some(bob), clientId, set: { key: 'draft', value: 'of bob' } },
      ]);
      expect(outcomes.map((outcome) => (outcome.outcome === 'stored' ? outcome.entry.seq : outcome.reason))).toEqual([
        2,
        2,
        3,
        3,
        'session-unknown',
        2,
      ]);
      expect((await inForce(some(alice))).map(textOf)).toEqual(['draft=he']);
      expect((await inForce(some(bob))).map(textOf)).toEqual(['draft=of bob']);
      const told = entriesOf(await scene().drain(device));
      expect(told.filter(({ sessionId }) => sessionId === alice).map(textOf)).toEqual([
        'session-created',
        'set-superseded',
        'draft=he',
      ]);
      const pushed = deliveries.find(({ deviceId }) => deviceId === device.deviceId);
      expect(pushed?.items).toEqual((await scene().drain(device)).slice(1));
    });

    it('OD-3: the law: what is left of a timeline comes to what all of it came to, page by page', async () => {
      const alice = await scene().person();
      const device = await scene().device(alice);
      const pushed: Entry[] = [];
      for (const n of upTo(12)) pushed.push(await set(alice, `key ${n % 3}`, n % 5 === 0 ? null : `${n}`));
      const values = (entries: readonly Entry[]) =>
        joinSets(entries, []).toSorted((a, b) => (a.key < b.key ? -1 : 1)) satisfies readonly OwnValue[];
      expect(values(entriesOf(await scene().drain(device, 0, 4)))).toEqual(values(pushed));
      expect(values(await inForce(alice))).toEqual(values(pushed));
      expect(values([...(await inForce(alice, 7)), ...pushed.slice(0, 6)])).toEqual(values(pushed));
    });

    it('OD-4: what is in force is answered page by page after a SeqId, without what was superseded', async () => {
      const alice = await scene().person();
      for (const n of upTo(4)) await set(alice, 'draft', `${n}`);
      for (const n of upTo(5)) await set(alice, `pin:${n}`, 'on');
      const all = ['draft=4', ...upTo(5).map((n) => `pin:${n}=on`)];
      for (const limit of [1, 2, 5, 6, 7]) expect((await inForce(alice, 0, limit)).map(textOf)).toEqual(all);
      expect((await inForce(alice, 7, 2)).map(textOf)).toEqual(['pin:3=on', 'pin:4=on', 'pin:5=on']);
      const page = await store().changes({ userId: alice, sessionId: alice, after: 0, limit: 50 });
      expect(page).toMatchObject({ sessionId: alice, after: 0, to: 10 });
      const none = await store().changes({ userId: alice, sessionId: alice, after: 10, limit: 50 });
      expect(none).toMatchObject({ after: 10, to: 10, changes: [] });
    });

    it('OD-4: a value that is set between two pages is in the second one', async () => {
      const alice = await scene().person();
      for (const n of upTo(3)) await set(alice, `key ${n}`, 'old');
      const first = await store().changes({ userId: alice, sessionId: alice, after: 0, limit: 1 });
      if ('outcome' in first) throw new Error(first.reason);
      await set(alice, 'key 2', 'new');
      const rest = await inForce(alice, first.to);
      expect([...first.changes, ...rest].map(textOf)).toEqual(['key 1=old', 'key 3=old', 'key 2=new']);
    });
  });
}

function entryOf(outcome: AppendOutcome): Entry {
  if (outcome.outcome === 'refused') throw new Error(`expected it to be stored, got: ${outcome.reason}`);
  return outcome.entry;
}
