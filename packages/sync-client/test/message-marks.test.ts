import { LIMITS } from '@tidemark/protocol';
import { messageKeys } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import type { SimTab } from '../src/testing/index.ts';
import { World } from './world.ts';

/** Two devices of Alice's with a session of six messages of Bob's, SeqIds 2 to 7. */
async function scene(seed: number) {
  const world = new World(seed);
  const sessionId = await world.addSession();
  const [here, there] = [await world.addDevice(), await world.addDevice()];
  const [tab, other] = [here.open(), there.open()];
  await world.live(tab, other);
  await world.bobWrites(6);
  await Promise.all([world.caughtUp(here), world.caughtUp(there)]);
  const seqs = async ({ client }: SimTab) => {
    const { entries } = await client.live.window(sessionId, 1, 100);
    return entries.filter(({ body }) => body.kind === 'message').map(({ seq }) => seq);
  };
  const item = async ({ client }: SimTab) => {
    const found = await client.live.session(sessionId);
    if (found === null) throw new Error('the session is there');
    return found;
  };
  const hide = (by: SimTab, ...gone: number[]) => world.clock.finish(by.client.hide(sessionId, gone));
  const until = (what: () => Promise<boolean>) => world.clock.until(what);
  return { world, sessionId, here, there, tab, other, seqs, item, hide, until };
}

describe('what one makes of messages for oneself', () => {
  it('OD-8: what is deleted for oneself leaves windows, previews, pins, stars and counts of all devices, and comes back', async () => {
    const { world, sessionId, tab, other, seqs, item, hide, until } = await scene(1);
    await world.clock.finish(tab.client.change(sessionId, { kind: 'pin', target: 7, on: true }));
    await world.clock.finish(tab.client.star({ sessionId, seq: 7 }, true));
    await until(async () => (await other.client.live.window(sessionId, 1, 100)).pinned.length === 1);
    await until(async () => (await other.client.live.saved()).length === 1);
    const restore = await hide(tab, 6, 7);
    for (const each of [tab, other]) {
      await until(async () => (await seqs(each)).length === 4);
      const { unread, lastText, uncounted } = await item(each);
      expect({ unread, lastText, uncounted }).toEqual({ unread: 4, lastText: 'bob 4', uncounted: null });
      expect((await each.client.live.window(sessionId, 1, 100)).pinned).toEqual([]);
      expect(await each.client.live.saved()).toEqual([]);
    }
    // Others keep it.
    expect(await world.stored(sessionId)).toHaveLength(6);
    await world.clock.finish(restore());
    for (const each of [tab, other]) {
      await until(async () => (await item(each)).unread === 6);
      expect((await item(each)).lastText).toBe('bob 6');
    }
  });

  it('OD-8: two devices that delete without knowing of each other bring nothing back', async () => {
    const { here, there, tab, other, seqs, hide, until } = await scene(2);
    for (const device of [here, there]) device.faults.down = true;
    for (const each of [tab, other]) each.transport.cut();
    await hide(tab, 2, 3);
    await hide(other, 3, 4);
    for (const device of [here, there]) device.faults.down = false;
    for (const each of [tab, other]) each.surroundings.set({ online: true });
    for (const each of [tab, other]) await until(async () => (await seqs(each)).join() === '5,6,7');
  });

  it('OD-8: what one device takes back does not bring back what another has deleted as well', async () => {
    const { world, there, tab, other, seqs, hide, until } = await scene(10);
    there.faults.down = true;
    other.transport.cut();
    await hide(tab, 3);
    const restore = await hide(other, 3);
    await world.clock.finish(restore());
    there.faults.down = false;
    await world.live(other);
    await world.clock.pass(2_000);
    for (const each of [tab, other]) await until(async () => (await seqs(each)).join() === '2,4,5,6,7');
    await world.caughtUp(there);
    expect((await seqs(tab)).join()).toBe('2,4,5,6,7');
  });

  it('CH-8: what was recalled without a connection shows in no quote and is not saved any more', async () => {
    const { world, sessionId, here, tab } = await scene(11);
    await world.clock.finish(tab.client.send(sessionId, 'taken back'));
    await world.clock.until(async () => (await here.store.outbox()).length === 0);
    await world.clock.finish(tab.client.send(sessionId, { text: 'see above', replyTo: 8 }));
    await world.clock.until(async () => (await here.store.outbox()).length === 0);
    await world.caughtUp(here);
    await world.clock.finish(tab.client.star({ sessionId, seq: 8 }, true));
    here.faults.down = true;
    tab.transport.cut();
    await world.clock.finish(tab.client.change(sessionId, { kind: 'edit', target: 8, text: 'mended' }));
    const quote = async () => (await tab.client.live.window(sessionId, 9, 12)).quoted.get(8)?.state;
    expect((await quote())?.edits.at(-1)?.text).toBe('mended');
    expect(await tab.client.live.saved()).toMatchObject([{ text: 'mended' }]);
    await world.clock.finish(tab.client.change(sessionId, { kind: 'recall', target: 8 }));
    expect((await quote())?.recalledBy).not.toBeNull();
    expect(await tab.client.live.saved()).toMatchObject([{ text: null }]);
  });

  it('OD-8: a device that comes later counts and shows the same, also before it holds the messages', async () => {
    const { world, sessionId, tab, seqs, item, hide, until } = await scene(3);
    await hide(tab, 3, 7);
    await world.clock.finish(tab.client.setOwn('theme', 'dark'));
    await world.clock.pass(2000);
    const later = await world.addDevice();
    // What it would read by itself does not come.
    later.faults.dropAnswers.set('history:page', 1);
    const fresh = later.open();
    await world.live(fresh);
    await until(async () => (await item(fresh)).unread === 4);
    expect((await item(fresh)).uncounted).not.toBeNull();
    await world.clock.finish(fresh.client.fill(sessionId, { at: 'newest' }));
    await until(async () => (await seqs(fresh)).join() === '2,4,5,6');
    expect(await item(fresh)).toMatchObject({ unread: 4, uncounted: null, lastText: 'bob 5' });
  });

  it('OD-9: what was read without a connection is read here at once, also below a mark as unread', async () => {
    const { world, sessionId, here, tab, item } = await scene(9);
    here.faults.down = true;
    tab.transport.cut();
    await world.status(tab, 'reconnecting');
    await world.clock.finish(tab.client.markRead(sessionId, 7));
    expect(await item(tab)).toMatchObject({ unread: 0, unreadAfter: 7 });
    await world.clock.finish(tab.client.markUnread(sessionId, 6));
    expect(await item(tab)).toMatchObject({ unread: 2, unreadAfter: 5, marked: true });
  });

  it('OD-9: marked as unread from a message on, all devices count from there, until one reads on', async () => {
    const { world, sessionId, tab, other, item, until } = await scene(4);
    await world.clock.finish(tab.client.markRead(sessionId, 7));
    await until(async () => (await item(other)).unread === 0);
    await world.clock.finish(tab.client.markUnread(sessionId, 5));
    for (const each of [tab, other]) {
      await until(async () => (await item(each)).unread === 3);
      expect(await item(each)).toMatchObject({ unreadAfter: 4, marked: true });
    }
    await world.bobWrites(1);
    for (const each of [tab, other]) await until(async () => (await item(each)).unread === 4);
    await world.clock.finish(other.client.markRead(sessionId, 8));
    for (const each of [tab, other]) await until(async () => !(await item(each)).marked);
    expect(await item(tab)).toMatchObject({ unread: 0, unreadAfter: 8 });
  });

  it('OD-10: what is starred, or deleted for oneself, is bounded, and refused in words', async () => {
    const { world, sessionId, here, tab, hide } = await scene(5);
    for (let n = 1; n <= LIMITS.stars; n += 1) {
      here.disk.own.set(messageKeys.star({ sessionId, seq: n }), {
        key: messageKeys.star({ sessionId, seq: n }),
        value: 'on',
        seq: n,
      });
    }
    const refused = tab.client.star({ sessionId, seq: 5000 }, true).catch((error: unknown) => error);
    expect(await world.clock.finish(refused)).toMatchObject({ code: 'too-many', retryable: false });
    for (let n = 1; n < LIMITS.hiddenRuns; n += 1) {
      const key = messageKeys.hidden(sessionId, { from: n + 100, to: n + 100 }, 'act');
      here.disk.own.set(key, { key, value: '1', seq: n });
    }
    await expect(hide(tab, 2, 4)).rejects.toMatchObject({ code: 'too-many' });
    await hide(tab, 2, 3);
  });

  it('OD-5: what is starred is listed by when it was starred, over all sessions, with what waits first', async () => {
    const { world, sessionId, here, tab, until } = await scene(6);
    const second = await world.addSession();
    await world.bobWrites(2);
    await world.caughtUp(here);
    const star = (place: { sessionId: string; seq: number }, on = true) =>
      world.clock.finish(tab.client.star(place, on));
    const saved = async () => (await tab.client.live.saved()).map(({ text }) => text);
    await star({ sessionId, seq: 6 });
    await star({ sessionId: second, seq: 2 });
    await until(async () => (await here.store.outbox()).length === 0);
    await star({ sessionId, seq: 3 });
    const [newest] = await tab.client.live.saved();
    expect(newest).toMatchObject({ sessionId, seq: 3, held: true, author: { username: 'bob' } });
    expect(await saved()).toHaveLength(3);
    await star({ sessionId, seq: 6 }, false);
    await until(async () => (await here.store.outbox()).length === 0);
    expect((await tab.client.live.saved()).map(({ seq }) => seq)).toEqual([3, 2]);
  });
});
