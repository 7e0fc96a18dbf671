import { describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import type { Entry } from '../../entry.ts';
import { MAX_EDITS } from '../../message-change.ts';
import { statesOf } from '../../message-state.ts';
import type { AppendOutcome, MessageChange } from '../../timeline-store.ts';
import { REFUSED, entriesOf, seqsOf, some } from './scene.ts';
import type { Scene } from './scene.ts';

/** SPEC CH: changes of messages are entries of their own. */
export function changeRules(scene: () => Scene): void {
  const store = () => scene().store;

  const tryChange = async (sessionId: string, authorId: string, change: MessageChange, clientId = scene().id()) =>
    some((await store().append([{ sessionId, authorId, clientId, change }])).outcomes[0]);

  const change = async (sessionId: string, authorId: string, what: MessageChange, clientId?: string) =>
    entryOf(await tryChange(sessionId, authorId, what, clientId));

  const edit = (target: number, text: string) => ({ kind: 'edit', target, text }) as const;
  const recall = (target: number) => ({ kind: 'recall', target }) as const;
  const react = (target: number, emoji = '👍', on = true) => ({ kind: 'react', target, emoji, on }) as const;
  const pin = (target: number, on = true) => ({ kind: 'pin', target, on }) as const;

  const two = async () => {
    const [alice, bob] = await scene().people(2);
    const sessionId = await scene().group(some(alice), [some(bob)]);
    return { alice: some(alice), bob: some(bob), sessionId };
  };

  describe('changes of messages', () => {
    it('CH-1: are entries of their own, told to everyone, that count as nothing', async () => {
      const { alice, bob, sessionId } = await two();
      const device = await scene().device(bob);
      const message = await scene().say(sessionId, alice, 'first');
      const before = await scene().view(device, sessionId);
      const edited = await change(sessionId, alice, edit(message.seq, 'second'));
      const reacted = await change(sessionId, bob, react(message.seq));
      const pinned = await change(sessionId, alice, pin(message.seq));
      expect(edited.body).toEqual({ kind: 'edited', target: 2, text: 'second' });
      expect(reacted.body).toEqual({ kind: 'reacted', target: 2, emoji: '👍', on: true });
      expect(pinned.body).toEqual({ kind: 'pinned', target: 2, on: true });
      expect(seqsOf([edited, reacted, pinned])).toEqual([3, 4, 5]);
      expect(entriesOf(await scene().drain(device)).slice(-3)).toEqual([edited, reacted, pinned]);
      const after = await scene().view(device, sessionId);
      expect(after).toMatchObject({ head: 5, unread: 1, lastMessage: message, lastEdit: edited });
      expect(after.lastAt).toBe(before.lastAt);
    });

    it('HS-7: a day that was counted stays right when one of its messages is recalled', async () => {
      const { alice, sessionId } = await two();
      const message = await scene().say(sessionId, alice, 'first');
      await scene().say(sessionId, alice, 'second');
      const days = async () => {
        const answer = await store().days({ userId: alice, sessionId, zone: 'UTC', after: 0, limit: 1_000 });
        return 'outcome' in answer ? expect.fail(answer.reason) : answer.days;
      };
      const before = await days();
      expect(before).toMatchObject([{ messages: 2, first: message.seq }]);
      await change(sessionId, alice, recall(message.seq));
      expect(await days()).toEqual(before);
    });

    it('CH-1: leave the message itself as it was written', async () => {
      const { alice, sessionId } = await two();
      const message = await scene().say(sessionId, alice, 'first');
      await change(sessionId, alice, edit(message.seq, 'second'));
      expect((await scene().readBack(sessionId, alice))[1]).toEqual(message);
    });

    it('CH-1 WR-4: have an identity: a retry gets the first result, another use of its client id is refused', async () => {
      const { alice, sessionId } = await two();
      const message = await scene().say(sessionId, alice, 'first');
      const clientId = scene().id();
      const edited = await change(sessionId, alice, edit(message.seq, 'second'), clientId);
      const again = await tryChange(sessionId, alice, edit(message.seq, 'second'), clientId);
      expect(again).toEqual({ outcome: 'stored', entry: edited, repeated: true });
      expect(await tryChange(sessionId, alice, edit(message.seq, 'third'), clientId)).toEqual(
        REFUSED('client-id-reused'),
      );
      expect(await tryChange(sessionId, alice, recall(message.seq), clientId)).toEqual(REFUSED('client-id-reused'));
    });

    it('CH-1 WR-2: come in a batch with messages, in its order, also of a message of the same batch', async () => {
      const { alice, bob, sessionId } = await two();
      const { outcomes } = await store().append([
        { sessionId, authorId: alice, clientId: scene().id(), text: 'one' },
        { sessionId, authorId: alice, clientId: scene().id(), change: edit(2, 'two') },
        { sessionId, authorId: bob, clientId: scene().id(), change: react(2) },
        { sessionId, authorId: bob, clientId: scene().id(), change: edit(2, 'not mine') },
        { sessionId, authorId: alice, clientId: scene().id(), change: recall(2) },
        { sessionId, authorId: bob, clientId: scene().id(), change: react(2) },
      ]);
      expect(
        outcomes.map((outcome) => (outcome.outcome === 'stored' ? outcome.entry.body.kind : outcome.reason)),
      ).toEqual(['message', 'edited', 'reacted', 'not-allowed', 'recalled', 'target-recalled']);
      expect((await scene().readBack(sessionId, bob)).map(({ body }) => body.kind)).toEqual([
        'session-created',
        'message-recalled',
        'edit-recalled',
        'reacted',
        'recalled',
      ]);
    });

    it('CH-3: only the author edits, only the author and the owner recall, all members react and pin', async () => {
      const [alice, bob, carol, stranger] = await scene().people(4);
      const sessionId = await scene().group(some(alice), [some(bob), some(carol)]);
      const { seq } = await scene().say(sessionId, some(bob), 'of bob');
      for (const who of [some(alice), some(carol)]) {
        expect(await tryChange(sessionId, who, edit(seq, 'mine'))).toEqual(REFUSED('not-allowed'));
      }
      expect(await tryChange(sessionId, some(carol), recall(seq))).toEqual(REFUSED('not-allowed'));
      await change(sessionId, some(carol), react(seq));
      await change(sessionId, some(carol), pin(seq));
      expect(await tryChange(sessionId, some(stranger), react(seq))).toEqual(REFUSED('session-unknown'));
      const recalled = await change(sessionId, some(alice), recall(seq));
      expect(recalled.body).toEqual({ kind: 'recalled', target: seq, targetAuthorId: some(bob) });
    });

    it('CH-9: a message takes so many edits and no more, counted within a batch too; nothing else is held up', async () => {
      const { alice, bob, sessionId } = await two();
      const { seq } = await scene().say(sessionId, alice, 'first');
      const other = await scene().say(sessionId, alice, 'another');
      const editing = (n: number) => ({
        sessionId,
        authorId: alice,
        clientId: scene().id(),
        change: edit(seq, `${n}`),
      });
      const last = editing(MAX_EDITS);
      await store().append(Array.from({ length: MAX_EDITS - 1 }, (_, n) => editing(n)));
      const { outcomes } = await store().append([last, editing(MAX_EDITS + 1)]);
      expect(outcomes).toMatchObject([{ outcome: 'stored' }, REFUSED('too-many-changes')]);
      expect(await tryChange(sessionId, alice, edit(seq, 'once more'))).toEqual(REFUSED('too-many-changes'));
      expect((await store().append([last])).outcomes).toMatchObject([{ outcome: 'stored', repeated: true }]);
      await change(sessionId, alice, edit(other.seq, 'better'));
      await change(sessionId, bob, react(seq));
      await change(sessionId, alice, pin(seq));
      const states = statesOf(await scene().readBack(sessionId, bob));
      expect(states.get(seq)?.edits.at(-1)?.text).toBe(`${MAX_EDITS}`);
      await change(sessionId, alice, recall(seq));
      expect(await tryChange(sessionId, alice, edit(seq, 'gone'))).toEqual(REFUSED('target-recalled'));
    });

    it('CH-3: in a direct session nobody recalls what the other has said', async () => {
      const [alice, bob] = await scene().people(2);
      const sessionId = await scene().direct(some(alice), some(bob));
      const { seq } = await scene().say(sessionId, some(bob), 'of bob');
      expect(await tryChange(sessionId, some(alice), recall(seq))).toEqual(REFUSED('not-allowed'));
    });

    it('CH-3: what is no message, not there, or another one than its client id says, is not changed', async () => {
      const { alice, sessionId } = await two();
      const message = await scene().say(sessionId, alice, 'first');
      const edited = await change(sessionId, alice, edit(message.seq, 'second'));
      for (const target of [1, edited.seq, 99]) {
        expect(await tryChange(sessionId, alice, react(target))).toEqual(REFUSED('target-unknown'));
      }
      const targetClientId = scene().id();
      expect(await tryChange(sessionId, alice, { ...edit(2, 'x'), targetClientId })).toEqual(REFUSED('target-unknown'));
      await change(sessionId, alice, { ...edit(2, 'x'), targetClientId: some(message.clientId) });
    });

    it('CH-3: who does not see a message does not change it, and who is out changes nothing', async () => {
      const [alice, bob, carol] = await scene().people(3);
      const sessionId = await scene().group(some(alice), [some(bob)]);
      const { seq } = await scene().say(sessionId, some(bob), 'before carol');
      await scene().add(sessionId, some(alice), some(carol));
      expect(await tryChange(sessionId, some(carol), react(seq))).toEqual(REFUSED('target-unknown'));
      await scene().remove(sessionId, some(alice), some(bob));
      expect(await tryChange(sessionId, some(bob), edit(seq, 'after'))).toEqual(REFUSED('not-a-member'));
    });

    it('CH-3: what was recalled is not changed any more', async () => {
      const { alice, sessionId } = await two();
      const { seq } = await scene().say(sessionId, alice, 'first');
      await change(sessionId, alice, recall(seq));
      for (const what of [edit(seq, 'x'), react(seq), pin(seq), recall(seq)]) {
        expect(await tryChange(sessionId, alice, what)).toEqual(REFUSED('target-recalled'));
      }
    });

    it('CH-4 TL-4: a recall takes the content out, by every path, and nothing else', async () => {
      const { alice, bob, sessionId } = await two();
      const device = await scene().device(bob);
      const clientId = scene().id();
      const { outcomes } = await store().append([{ sessionId, authorId: alice, clientId, text: 'a secret' }]);
      const message = entryOf(some(outcomes[0]));
      const edited = await change(sessionId, alice, edit(message.seq, 'another secret'));
      const kept = await scene().say(sessionId, alice, 'nothing');
      const recalled = await change(sessionId, alice, recall(message.seq));
      const left = { ...message, body: { kind: 'message-recalled', by: recalled.seq } };
      const editLeft = { ...edited, body: { kind: 'edit-recalled', target: message.seq, by: recalled.seq } };
      const expected = [left, editLeft, kept, recalled];
      expect(entriesOf(await scene().drain(device)).slice(-4)).toEqual(expected);
      const page = await scene().history(sessionId, bob, { at: 'newest' });
      expect(page.entries.slice(-4)).toEqual(expected);
      expect(JSON.stringify([page, await scene().snapshot(device)])).not.toContain('secret');
      const again = await store().append([{ sessionId, authorId: alice, clientId, text: 'a secret' }]);
      expect(again.outcomes).toEqual([{ outcome: 'stored', entry: left, repeated: true }]);
    });

    it('CH-4 AU-2: what a recall leaves has the digest of what it leaves', async () => {
      const { alice, bob, sessionId } = await two();
      const { seq } = await scene().say(sessionId, alice, 'a secret');
      await change(sessionId, alice, edit(seq, 'another'));
      await change(sessionId, alice, recall(seq));
      const ranges = [{ from: 1, to: 4 }];
      const answer = await store().digests({ userId: bob, sessionId, ranges });
      if ('outcome' in answer) throw new Error(answer.reason);
      expect(answer.ranges[0]?.digest).toBe(digestOf(await scene().readBack(sessionId, bob)));
    });

    it('CH-5: a page brings the changes from beyond it: the page folded is the log folded', async () => {
      const { alice, bob, sessionId } = await two();
      const messages = await scene().sayMany(sessionId, alice, 6);
      for (const { seq } of messages) {
        await change(sessionId, alice, edit(seq, `better ${seq}`));
        await change(sessionId, bob, react(seq));
        await change(sessionId, bob, react(seq, '👍', false));
        if (seq % 2 === 0) await change(sessionId, bob, react(seq, '🌊'));
        if (seq === 4) await change(sessionId, alice, recall(seq));
      }
      const log = statesOf(await scene().readBack(sessionId, bob));
      for (const limit of [1, 2, 5, 100]) {
        for (let after = 0; ;) {
          const page = await scene().history(sessionId, bob, { at: 'after', seq: after }, limit);
          if (page.covered === null) break;
          const states = statesOf([...page.entries, ...page.changes]);
          for (const { seq } of page.entries) expect(states.get(seq)).toEqual(log.get(seq));
          expect(page.changes.every((entry) => entry.seq > some(page.covered).to)).toBe(true);
          after = page.covered.to;
        }
      }
    });

    it('CH-5 HS-1: brings no change that its reader may not see', async () => {
      const { alice, bob, sessionId } = await two();
      const { seq } = await scene().say(sessionId, alice, 'first');
      await scene().remove(sessionId, alice, bob);
      await change(sessionId, alice, edit(seq, 'after bob'));
      const page = await scene().history(sessionId, bob, { at: 'around', seq }, 1);
      expect(page.entries.map(({ body }) => body)).toEqual([{ kind: 'message', text: 'first' }]);
      expect(page.changes).toEqual([]);
      const answer = await store().changes({ userId: bob, sessionId, after: 0, limit: 10 });
      expect(answer).toMatchObject({ after: 0, to: 3, changes: [] });
    });

    it('CH-6: the changes alone can be asked for, page by page, each once, to what the reader sees', async () => {
      const { alice, bob, sessionId } = await two();
      const made: Entry[] = [];
      for (let i = 0; i < 5; i += 1) {
        const { seq } = await scene().say(sessionId, alice, `message ${i}`);
        made.push(await change(sessionId, alice, edit(seq, `better ${i}`)));
        await scene().say(sessionId, bob, 'in between');
      }
      const got: Entry[] = [];
      let after = 0;
      for (let pages = 0; pages < 9; pages += 1) {
        const page = await store().changes({ userId: bob, sessionId, after, limit: 2 });
        if ('outcome' in page) throw new Error(page.reason);
        expect(page.after).toBe(after);
        got.push(...page.changes);
        if (page.to === after) break;
        after = page.to;
      }
      expect(got).toEqual(made);
      expect(after).toBe(16);
      const [stranger] = await scene().people(1);
      const refused = await store().changes({ userId: some(stranger), sessionId, after: 0, limit: 2 });
      expect(refused).toEqual(REFUSED('session-unknown'));
    });

    it('CH-7: what was recalled is not unread, by marker, snapshot and timeline', async () => {
      const { alice, bob, sessionId } = await two();
      const device = await scene().device(bob);
      await scene().sayMany(sessionId, alice, 4);
      await change(sessionId, alice, recall(3));
      await change(sessionId, alice, recall(5));
      expect((await scene().view(device, sessionId)).unread).toBe(2);
      await store().markRead({ userId: bob, sessionId, seq: 2 });
      const items = await scene().drain(device);
      expect(items.at(-1)).toMatchObject({ kind: 'read', readSeq: 2, unread: 1, atSeq: 7 });
    });

    it('CH-7: the preview is the last message, recalled or edited, as of what its reader sees', async () => {
      const { alice, bob, sessionId } = await two();
      const device = await scene().device(bob);
      const { seq } = await scene().say(sessionId, alice, 'first');
      await change(sessionId, alice, edit(seq, 'second'));
      const last = await change(sessionId, alice, edit(seq, 'third'));
      expect(await scene().view(device, sessionId)).toMatchObject({ lastMessage: { seq }, lastEdit: last });
      const { seq: by } = await change(sessionId, alice, recall(seq));
      const view = await scene().view(device, sessionId);
      expect(view).toMatchObject({ lastMessage: { seq, body: { kind: 'message-recalled', by } }, lastEdit: null });
    });

    it('CH-3: a message says what it answers, whom it names and from whom it is', async () => {
      const { alice, bob, sessionId } = await two();
      const { seq } = await scene().say(sessionId, alice, 'first');
      const content = { text: 'yes', replyTo: seq, mentions: [alice], forwarded: { authorId: alice, at: 5 } };
      const { outcomes } = await store().append([{ sessionId, authorId: bob, clientId: scene().id(), ...content }]);
      expect(entryOf(some(outcomes[0])).body).toEqual({ kind: 'message', ...content });
      const [, , stored] = await scene().readBack(sessionId, alice);
      expect(stored?.body).toEqual({ kind: 'message', ...content });
    });
  });
}

function entryOf(outcome: AppendOutcome): Entry {
  if (outcome.outcome === 'refused') throw new Error(`expected it to be stored, got: ${outcome.reason}`);
  return outcome.entry;
}
