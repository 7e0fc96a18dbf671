import { expect, it } from 'vitest';
import type { HistoryRequest, SeqId } from '../src/index.ts';
import { memoryFixture } from '../src/testing/index.ts';

// What people met in the field, on the executable spec of the server's store. docs/field-cases.md has all of them.

/** A group in which a newcomer joins after a hundred messages, leaves, misses twenty, and is added again. */
async function comingAndGoing() {
  const fixture = memoryFixture();
  const { store } = fixture;
  const newId = () => fixture.newId();
  const [ann, ben, cas] = [newId(), newId(), newId()];
  await fixture.addUsers([ann, ben, cas].map((userId) => ({ userId, username: userId, displayName: userId })));
  const device = { userId: cas, deviceId: newId() };
  await store.registerDevice({ ...device, loginId: newId(), name: 'test', at: 0 });
  const sessionId = newId();
  const members = { creatorId: ann, memberIds: [ann, ben], history: 'joined' } as const;
  await store.createSession({ sessionId, sessionKind: 'group', title: 'Ebb', clientId: newId(), ...members });
  const say = async (count: number, text: string) => {
    for (let n = 0; n < count; n += 1) await store.append([{ sessionId, authorId: ben, clientId: newId(), text }]);
  };
  const change = async (kind: 'add' | 'remove'): Promise<SeqId> => {
    const made = await store.changeSession({
      sessionId,
      actorId: ann,
      clientId: newId(),
      change: kind === 'add' ? { kind: 'add-members', memberIds: [cas] } : { kind: 'remove-member', memberId: cas },
    });
    if (made.outcome !== 'stored') throw new Error(made.reason);
    return made.entry.seq;
  };
  await say(100, 'secret');
  const joined = await change('add');
  await say(5, 'for all');
  const left = await change('remove');
  await say(20, 'secret');
  const again = await change('add');
  await say(5, 'for all');
  // what was said before the joining, and between the stays, said again
  for (const target of [joined - 1, again - 1]) {
    const edit = { kind: 'edit', target, text: 'still secret' } as const;
    await store.append([{ sessionId, authorId: ben, clientId: newId(), change: edit }]);
  }
  const allowed = (seq: SeqId) => (seq >= joined && seq <= left) || seq >= again;
  return { store, device, sessionId, joined, left, again, allowed };
}

it('a newcomer reads from the joining on, by every path, and nothing of the time between (O-16)', async () => {
  const { store, device, sessionId, joined, left, again, allowed } = await comingAndGoing();
  const { userId } = device;
  const anchors: HistoryRequest['anchor'][] = [{ at: 'newest' }];
  for (let seq = 0; seq <= again + 10; seq += 1) {
    anchors.push({ at: 'before', seq }, { at: 'after', seq }, { at: 'around', seq });
  }
  for (const anchor of anchors) {
    const page = await store.history({ userId, sessionId, anchor, limit: 7 });
    if ('outcome' in page) throw new Error(page.reason);
    expect(page.entries.filter(({ seq }) => !allowed(seq))).toEqual([]);
    expect(JSON.stringify(page)).not.toContain('secret');
    // The edge is told as the beginning, not as a hole.
    expect(page.floor).toBeGreaterThanOrEqual(joined);
  }
  const snapshot = await store.snapshot({ ...device, cursor: null, limit: 10 });
  if ('outcome' in snapshot) throw new Error(snapshot.outcome);
  expect(snapshot.sessions).toMatchObject([
    { visibleFrom: again, unread: 5, lastMessage: { body: { text: 'for all' } } },
  ]);
  const pulled = await store.pull({ ...device, epoch: await store.epoch(), checkpoint: 0, limit: 100 });
  if (pulled.outcome !== 'continue') throw new Error(pulled.outcome);
  const told = pulled.frame.items.flatMap((item) => (item.kind === 'entry' ? [item.entry.seq] : []));
  expect(told.filter((seq) => !allowed(seq))).toEqual([]);
  expect(told.at(0)).toBe(joined);
  expect(told).toContain(left);
  expect(JSON.stringify([snapshot, pulled])).not.toContain('secret');
});
