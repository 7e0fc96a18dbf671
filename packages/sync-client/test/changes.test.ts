import { describe, expect, it } from 'vitest';
import { World } from './world.ts';

const HELD = 400;

/** A device of Alice's with a session of `HELD` messages of Bob's, all held. */
async function scene(seed: number) {
  const world = new World(seed);
  const sessionId = await world.addSession();
  const device = await world.addDevice();
  const tab = device.open();
  await world.live(tab);
  await world.bobWrites(HELD);
  await world.caughtUp(device);
  const change = async (change: Parameters<typeof tab.client.change>[1], authorId = world.bob) => {
    const request = { sessionId, authorId, clientId: world.random.uuid(), change };
    const batch = await world.server.store.append([request]);
    expect(batch.outcomes[0]?.outcome).toBe('stored');
    world.server.deliver(batch);
  };
  return { world, sessionId, device, tab, change };
}

describe('changes of messages', () => {
  it('CH-2, CH-4: reach a device that is there as they happen, and one that was away when it is back', async () => {
    const { world, sessionId, device, tab, change } = await scene(1);
    await change({ kind: 'edit', target: 5, text: 'edited' });
    await world.clock.until(async () => (await device.store.states(sessionId, 5, 5)).length === 1);
    tab.kill();
    await change({ kind: 'recall', target: 5 });
    await change({ kind: 'react', target: 6, emoji: '🌊', on: true });
    const again = device.open();
    await world.live(again);
    await world.caughtUp(device);
    const { entries, states } = await again.client.live.window(sessionId, 5, 6);
    expect(entries[0]?.body).toMatchObject({ kind: 'message-recalled' });
    expect(states.get(6)?.reactions).toMatchObject([{ userId: world.bob, emoji: '🌊', on: true }]);
  });

  it('CH-6: of what changed beyond the lifetime of its timeline a device asks for the changes, and for nothing else', async () => {
    const { world, sessionId, device, tab, change } = await scene(2);
    tab.kill();
    for (const target of [10, 20, 30]) await change({ kind: 'edit', target, text: `edited ${target}` });
    await change({ kind: 'recall', target: 40 });
    const record = await world.server.store.device(world.alice, device.deviceId);
    world.server.store.purgeSync(world.alice, device.deviceId, (record?.head ?? 0) + 1);
    const asked = world.server.requests.length;
    const again = device.open();
    await world.live(again);
    await world.clock.until(async () => (await device.store.missedChanges()).length === 0);
    const events = world.server.requests.slice(asked).map(({ event }) => event);
    expect(events.filter((event) => event === 'history:changes')).toHaveLength(1);
    expect(events).not.toContain('history:page');
    const { entries, states } = await again.client.live.window(sessionId, 1, 50);
    for (const target of [10, 20, 30]) expect(states.get(target)?.edits.at(-1)?.text).toBe(`edited ${target}`);
    expect(entries.find(({ seq }) => seq === 40)?.body).toMatchObject({ kind: 'message-recalled' });
    expect(JSON.stringify([...device.disk.entries.values()].map((all) => all.get(40)))).not.toContain('text');
  });

  it('CH-8: made without a connection they show at once, survive the tab, and are stored once when there is one', async () => {
    const { world, sessionId, device, tab } = await scene(3);
    await world.clock.finish(tab.client.send(sessionId, 'mine'));
    await world.clock.until(async () => (await device.store.outbox()).length === 0);
    const seq = (await device.store.session(sessionId))?.head ?? 0;
    device.faults.down = true;
    tab.transport.cut();
    await world.clock.finish(tab.client.change(sessionId, { kind: 'edit', target: seq, text: 'better' }));
    await world.clock.finish(tab.client.change(sessionId, { kind: 'react', target: 3, emoji: '👍', on: true }));
    const shown = await tab.client.live.window(sessionId, 1, seq);
    expect(shown.states.get(seq)?.edits.at(-1)?.text).toBe('better');
    expect((await tab.client.live.session(sessionId))?.lastText).toBe('better');
    expect(shown.states.get(3)?.reactions).toMatchObject([{ userId: world.alice, on: true }]);
    tab.kill();
    device.faults.down = false;
    const again = device.open();
    await world.live(again);
    await world.clock.until(async () => (await device.store.outbox()).length === 0);
    await world.caughtUp(device);
    const stored = await device.store.states(sessionId, 1, seq);
    expect(stored.map((state) => [state.seq, state.edits.length, state.reactions.length])).toEqual([
      [3, 0, 1],
      [seq, 1, 0],
    ]);
  });

  it('CH-8, OB-3: a reaction that is refused goes, an edit that is refused stays with what the user wrote', async () => {
    const { world, sessionId, device, tab, change } = await scene(4);
    await world.clock.finish(tab.client.send(sessionId, 'mine'));
    await world.clock.until(async () => (await device.store.outbox()).length === 0);
    const seq = (await device.store.session(sessionId))?.head ?? 0;
    device.faults.down = true;
    tab.transport.cut();
    await change({ kind: 'recall', target: 3 });
    await change({ kind: 'recall', target: seq }, world.alice);
    await world.clock.finish(tab.client.change(sessionId, { kind: 'react', target: 3, emoji: '👍', on: true }));
    await world.clock.finish(tab.client.change(sessionId, { kind: 'edit', target: seq, text: 'what I wrote' }));
    device.faults.down = false;
    await world.live(tab);
    await world.clock.until(async () => {
      const outbox = await device.store.outbox();
      return outbox.length === 1 && outbox[0]?.state.kind === 'refused';
    });
    expect((await device.store.outbox())[0]?.action).toMatchObject({ change: { text: 'what I wrote' } });
  });

  it('CH-3: a forwarded message says who said it first, as it reads now', async () => {
    const { world, sessionId, device, tab, change } = await scene(5);
    await change({ kind: 'edit', target: 5, text: 'as it reads now' });
    await world.clock.until(async () => (await device.store.states(sessionId, 5, 5)).length === 1);
    await world.clock.finish(tab.client.forward({ sessionId, seq: 5 }, sessionId));
    const outbox = await device.store.outbox();
    expect(outbox.at(-1)?.action).toMatchObject({
      text: 'as it reads now',
      forwarded: { authorId: world.bob },
      forwardOf: { sessionId, seq: 5 },
    });
    expect(await tab.client.forward({ sessionId, seq: 1 }, sessionId)).toBeNull();
  });
});
