import { describe, expect, it } from 'vitest';
import { REFUSED, entriesOf, nameOf, seqsOf, some, storedOf, upTo } from './scene.ts';
import type { Scene } from './scene.ts';

export function writingRules(scene: () => Scene): void {
  describe('timelines', () => {
    it('TL-2: a session timeline is dense, from the creation entry on', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 3);
      await s.rename(session, ben, 'Ebb');
      await s.say(session, ben);
      expect(seqsOf(await s.readBack(session, ann))).toEqual(upTo(6));
    });

    it('TL-2: concurrent writers never share a SeqId, nor leave one out', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const sessions = [await s.group(ann, [ben]), await s.group(ben, [ann]), await s.direct(ann, ben)];
      const before = (await s.record(device)).head;
      const writes = upTo(24).map((n) => s.say(some(sessions[n % 3]), n % 2 ? ann : ben, `message ${n}`));
      const entries = await Promise.all(writes);
      expect(new Set(entries.map(nameOf)).size).toBe(24);
      for (const session of sessions) {
        expect(seqsOf(await s.readBack(session, ann))).toEqual(upTo(9));
      }
      const items = await s.drain(device, before);
      expect(items.map((item) => item.syncSeq)).toEqual(upTo(before + 24, before + 1));
      expect(new Set(entriesOf(items).map(nameOf))).toEqual(new Set(entries.map(nameOf)));
    });

    it('TL-3: a sync timeline tells of each session in SeqId order', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const sessions = [await s.group(ann, [ben]), await s.group(ann, [ben])];
      await Promise.all(upTo(20).map((n) => s.say(some(sessions[n % 2]), n % 3 ? ann : ben)));
      const told = entriesOf(await s.drain(device));
      for (const session of sessions) {
        expect(seqsOf(told.filter((entry) => entry.sessionId === session))).toEqual(upTo(11));
      }
    });

    it('TL-4: an entry reads the same by every path and at any later time', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      const entry = await s.say(session, ann, 'Ebbe und Flut \u{1F30A} \u6F6E \u202E\n\ttab "quoted" \\ {}');
      await s.sayMany(session, ben, 3);
      expect(entriesOf(await s.drain(device))[1]).toEqual(entry);
      expect((await s.history(session, ben, { at: 'around', seq: 2 }, 1)).entries).toEqual([entry]);
    });

    it('TL-5: the epoch is the same in every answer', async () => {
      const s = scene();
      const ann = await s.person();
      const device = await s.device(ann);
      const session = await s.group(ann);
      const epoch = await s.store.epoch();
      const created = storedOf(await s.change(session, ann, { kind: 'rename', title: 'Ebb' }));
      const marked = await s.store.markRead({ userId: ann, sessionId: session, seq: 2 });
      const batch = await s.store.append([]);
      const answers = [created, marked, batch, await s.frame(device, 0), await s.snapshotPage(device)];
      expect(answers.map((answer) => 'epoch' in answer && answer.epoch)).toEqual(answers.map(() => epoch));
      expect((await s.history(session, ann, { at: 'newest' })).epoch).toBe(epoch);
    });
  });

  describe('writing', () => {
    it('WR-1: what can be read in a session timeline is in the sync timelines', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 5);
      await s.rename(session, ann, 'Ebb');
      expect(await s.told(device)).toEqual((await s.readBack(session, ben)).map(nameOf));
    });

    it('WR-1: a failed fan-out stores nothing, and the same actions succeed afterwards', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      const before = await s.record(device);
      const message = { sessionId: session, authorId: ann, clientId: s.id(), text: 'hello' };
      const creation = {
        sessionId: s.id(),
        sessionKind: 'direct',
        title: null,
        creatorId: ann,
        memberIds: [ann, ben],
        history: 'joined',
        clientId: s.id(),
      } as const;
      const addition = { kind: 'add-members', memberIds: [cid] } as const;
      const repair = await s.fixture.breakFanOut();
      await expect(s.store.append([message])).rejects.toThrow();
      await expect(s.store.createSession(creation)).rejects.toThrow();
      await expect(s.change(session, ann, addition)).rejects.toThrow();
      await expect(s.store.markRead({ userId: ben, sessionId: session, seq: 1 })).resolves.toMatchObject({
        readSeq: 1,
      });
      await repair();
      expect(seqsOf(await s.readBack(session, ann))).toEqual([1]);
      expect(await s.record(device)).toEqual(before);
      expect(
        await s.store.history({ userId: ann, sessionId: creation.sessionId, anchor: { at: 'newest' }, limit: 1 }),
      ).toEqual(REFUSED('session-unknown'));
      expect(await s.refusalOf(session, cid)).toBe('session-unknown');
      const { outcomes } = await s.store.append([message]);
      expect(outcomes).toMatchObject([{ outcome: 'stored', repeated: false, entry: { seq: 2 } }]);
      expect(storedOf(await s.store.createSession(creation)).repeated).toBe(false);
      expect((await s.record(device)).head).toBe(before.head + 2);
    });

    it('WR-1: a read marker whose fan-out failed has not moved', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 3);
      const repair = await s.fixture.breakFanOut();
      await expect(s.store.markRead({ userId: ben, sessionId: session, seq: 3 })).rejects.toThrow();
      await repair();
      expect(await s.view(device, session)).toMatchObject({ readSeq: 1, unread: 3 });
    });

    it('WR-2: a batch keeps its order, and answers in it', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const [one, two] = [await s.group(ann, [ben]), await s.group(ben, [ann])];
      const texts = upTo(12).map((n) => ({
        sessionId: n % 3 ? one : two,
        authorId: n % 2 ? ann : ben,
        text: `message ${n}`,
      }));
      const entries = await s.sayAll(texts);
      expect(entries.map(({ sessionId, authorId, body }) => ({ sessionId, authorId, body }))).toEqual(
        texts.map(({ sessionId, authorId, text }) => ({ sessionId, authorId, body: { kind: 'message', text } })),
      );
      expect(seqsOf(entries.filter((entry) => entry.sessionId === one))).toEqual(upTo(9, 2));
      expect(seqsOf(entries.filter((entry) => entry.sessionId === two))).toEqual(upTo(5, 2));
    });

    it("WR-9: one can ask which of one's own actions are stored, and learns nothing of others'", async () => {
      const s = scene();
      const [ann, ben, cid] = [await s.person(), await s.person(), await s.person()];
      const sessionId = await s.group(ann, [ben]);
      const [mine, theirs] = [await s.say(sessionId, ann), await s.say(sessionId, ben)];
      const clientIds = [some(mine.clientId), some(theirs.clientId), s.id()];
      const epoch = await s.store.epoch();
      expect(await s.store.find({ userId: ann, sessionId, clientIds })).toEqual({ epoch, stored: [mine.clientId] });
      expect(await s.store.find({ userId: cid, sessionId, clientIds })).toEqual(REFUSED('session-unknown'));
      await s.remove(sessionId, ann, ben);
      expect(await s.store.find({ userId: ben, sessionId, clientIds })).toEqual({ epoch, stored: [theirs.clientId] });
    });

    it('WR-2: an empty batch writes nothing', async () => {
      const s = scene();
      expect(await s.store.append([])).toEqual({
        epoch: await s.store.epoch(),
        outcomes: [],
        deliveries: [],
        sessionDeliveries: [],
      });
    });

    it('WR-3: a refused member of a batch fails alone', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const device = await s.device(ann);
      const session = await s.group(ann, [ben]);
      const ask = (authorId: string, sessionId = session) => ({ sessionId, authorId, clientId: s.id(), text: 'hi' });
      const batch = await s.store.append([ask(ann), ask(cid), ask(ann, s.id()), ask(ben)]);
      expect(batch.outcomes).toMatchObject([
        { outcome: 'stored', entry: { seq: 2 } },
        REFUSED('session-unknown'),
        REFUSED('session-unknown'),
        { outcome: 'stored', entry: { seq: 3 } },
      ]);
      expect(await s.told(device, 1)).toEqual([`${session}#2`, `${session}#3`]);
    });

    it('WR-4: a repeated action gets the first result and writes nothing', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      const message = { sessionId: session, authorId: ann, clientId: s.id(), text: 'once' };
      const first = await s.store.append([message]);
      await s.say(session, ben);
      for (const _ of upTo(10)) {
        const again = await s.store.append([message]);
        expect(again.outcomes).toEqual([{ ...some(first.outcomes[0]), repeated: true }]);
        expect(again.deliveries).toEqual([]);
      }
      expect(seqsOf(await s.readBack(session, ann))).toEqual(upTo(3));
      expect((await s.record(device)).head).toBe(3);
    });

    it('WR-4: two requests of one action within a batch are one entry', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.direct(ann, ben);
      const message = { sessionId: session, authorId: ann, clientId: s.id(), text: 'once' };
      const { outcomes } = await s.store.append([message, { ...message, clientId: s.id(), text: 'other' }, message]);
      expect(outcomes).toMatchObject([
        { outcome: 'stored', repeated: false, entry: { seq: 2 } },
        { outcome: 'stored', repeated: false, entry: { seq: 3 } },
        { outcome: 'stored', repeated: true, entry: { seq: 2 } },
      ]);
    });

    it('WR-4: one action sent many times at once is one entry', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      const message = { sessionId: session, authorId: ann, clientId: s.id(), text: 'once' };
      const batches = await Promise.all(upTo(8).map(() => s.store.append([message])));
      const outcomes = batches.flatMap((batch) => batch.outcomes);
      expect(outcomes.map((outcome) => outcome.outcome === 'stored' && outcome.entry.seq)).toEqual(
        upTo(8).map(() => 2),
      );
      expect(outcomes.filter((outcome) => outcome.outcome === 'stored' && !outcome.repeated)).toHaveLength(1);
      expect(await s.told(device)).toEqual([`${session}#1`, `${session}#2`]);
    });

    it('WR-4: an action is named by session, author and client id together', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const [one, two] = [await s.group(ann, [ben]), await s.group(ann, [ben])];
      const clientId = s.id();
      const { outcomes } = await s.store.append([
        { sessionId: one, authorId: ann, clientId, text: 'a' },
        { sessionId: one, authorId: ben, clientId, text: 'b' },
        { sessionId: two, authorId: ann, clientId, text: 'c' },
      ]);
      expect(outcomes.map((outcome) => outcome.outcome === 'stored' && [outcome.entry.seq, outcome.repeated])).toEqual([
        [2, false],
        [3, false],
        [2, false],
      ]);
    });

    it('WR-4: a retry after the author has left gets its first result too', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann, [ben]);
      const message = { sessionId: session, authorId: ben, clientId: s.id(), text: 'before I go' };
      await s.store.append([message]);
      const leaving = s.id();
      const left = storedOf(await s.change(session, ben, { kind: 'remove-member', memberId: ben }, leaving));
      const { outcomes } = await s.store.append([message, { ...message, clientId: s.id() }]);
      expect(outcomes).toMatchObject([
        { outcome: 'stored', repeated: true, entry: { seq: 2 } },
        REFUSED('not-a-member'),
      ]);
      const again = storedOf(await s.change(session, ben, { kind: 'remove-member', memberId: ben }, leaving));
      expect(again).toEqual({ ...left, repeated: true, deliveries: [] });
    });

    it('WR-4: a repeated change gets the first result and writes nothing', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben]);
      const changes = [
        { kind: 'add-members', memberIds: [ben, cid] },
        { kind: 'rename', title: 'Ebb' },
        { kind: 'remove-member', memberId: ben },
      ] as const;
      for (const change of changes) {
        const clientId = s.id();
        const first = storedOf(await s.change(session, ann, change, clientId));
        const again = storedOf(await s.change(session, ann, change, clientId));
        expect(again).toEqual({ ...first, repeated: true, deliveries: [] });
      }
      expect(seqsOf(await s.readBack(session, ann))).toEqual(upTo(4));
    });

    it('WR-5: a client id used again for something else is refused', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben]);
      const clientId = s.id();
      const message = { sessionId: session, authorId: ann, clientId, text: 'one' };
      const { outcomes } = await s.store.append([message, { ...message, text: 'two' }]);
      expect(outcomes).toMatchObject([{ outcome: 'stored' }, REFUSED('client-id-reused')]);
      expect((await s.store.append([{ ...message, text: 'three' }])).outcomes).toEqual([REFUSED('client-id-reused')]);
      expect(await s.change(session, ann, { kind: 'rename', title: 'one' }, clientId)).toEqual(
        REFUSED('client-id-reused'),
      );
      const renaming = s.id();
      storedOf(await s.change(session, ann, { kind: 'rename', title: 'Ebb' }, renaming));
      for (const change of [
        { kind: 'rename', title: 'Flow' },
        { kind: 'add-members', memberIds: [cid] },
        { kind: 'remove-member', memberId: ben },
      ] as const) {
        expect(await s.change(session, ann, change, renaming)).toEqual(REFUSED('client-id-reused'));
      }
      expect(seqsOf(await s.readBack(session, ann))).toEqual(upTo(3));
    });

    it('WR-6: time is the store clock, or the original of an import, and orders nothing', async () => {
      const s = scene();
      const ann = await s.person();
      const session = await s.group(ann);
      const before = await s.fixture.now();
      const entry = await s.say(session, ann);
      const after = await s.fixture.now();
      expect(entry.at).toBeGreaterThanOrEqual(before);
      expect(entry.at).toBeLessThanOrEqual(after);
      const old = { sessionId: session, authorId: ann, clientId: s.id(), text: 'long ago', at: 1_000_000_000_123 };
      const { outcomes } = await s.store.append([old]);
      expect(outcomes).toMatchObject([{ entry: { seq: 3, at: 1_000_000_000_123 } }]);
      expect((await s.readBack(session, ann)).map((stored) => stored.at)).toHaveLength(3);
      expect((await s.history(session, ann, { at: 'newest' }, 1)).entries[0]?.at).toBe(1_000_000_000_123);
    });

    it('WR-7: creating a session twice, also at once and by either member, is one session', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const request = (creatorId: string) => ({
        sessionId,
        sessionKind: 'direct' as const,
        title: null,
        creatorId,
        memberIds: [ann, ben],
        history: 'joined' as const,
        clientId: s.id(),
      });
      const sessionId = s.id();
      const results = await Promise.all([ann, ben, ann, ben].map((user) => s.store.createSession(request(user))));
      const changes = results.map(storedOf);
      expect(changes.filter((change) => !change.repeated)).toHaveLength(1);
      expect(new Set(changes.map((change) => JSON.stringify(change.entry))).size).toBe(1);
      expect(changes.filter((change) => change.repeated).flatMap((change) => change.deliveries)).toEqual([]);
      expect(await s.told(device)).toEqual([`${sessionId}#1`]);
    });

    it('WR-7: creating what exists tells a stranger nothing', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const sessionId = await s.direct(ann, ben);
      const answer = await s.store.createSession({
        sessionId,
        sessionKind: 'direct',
        title: null,
        creatorId: cid,
        memberIds: [ben, cid],
        history: 'joined',
        clientId: s.id(),
      });
      expect(answer).toEqual(REFUSED('session-unknown'));
    });

    it('WR-8: a stranger is told that there is no such session, a former member that they are none', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const session = await s.group(ann, [ben]);
      await s.remove(session, ann, ben);
      for (const [user, reason] of [
        [cid, 'session-unknown'],
        [ben, 'not-a-member'],
      ] as const) {
        expect(await s.refusalOf(session, user)).toBe(reason);
        expect(await s.change(session, user, { kind: 'rename', title: 'Mine' })).toEqual(REFUSED(reason));
        expect(await s.store.members({ userId: user, sessionId: session, cursor: null, limit: 10 })).toEqual(
          REFUSED(reason),
        );
      }
      expect(await s.refusalOf(s.id(), ann)).toBe('session-unknown');
    });
  });
}

/** Two people. */
export async function pair(s: Scene): Promise<readonly [string, string]> {
  const [ann, ben] = await s.people(2);
  return [some(ann), some(ben)];
}

/** Three people. */
export async function trio(s: Scene): Promise<readonly [string, string, string]> {
  const [ann, ben, cid] = await s.people(3);
  return [some(ann), some(ben), some(cid)];
}
