import { describe, expect, it } from 'vitest';
import { World } from './world.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe('a device alone', () => {
  it('DV-6: a new device takes a snapshot, then follows live', async () => {
    const world = new World(1);
    const session = await world.addSession();
    await world.bobWrites(3);
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    const [listed] = await tab.client.live.sessions();
    expect(listed).toMatchObject({ sessionId: session, unread: 3, head: 4, name: 'Session 0', member: true });
    await world.bobWrites(1);
    await world.caughtUp(device);
    expect((await tab.client.live.session(session))?.unread).toBe(4);
    expect(await world.shown(device, session)).toEqual(['bob 4']);
  });

  it('RG-4: what was asked for on a link that is gone is asked for anew on the next', async () => {
    const world = new World(5);
    const session = await world.addSession();
    await world.bobWrites(250);
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    const shown = async () => (await tab.client.live.window(session, 1, 251)).entries.length;
    await world.clock.until(async () => (await shown()) === 100);
    device.faults.dropAnswers.set('history:page', 1);
    const lost = tab.client.fill(session, { at: 'before', seq: 152 }).then(
      () => 'filled',
      (error: unknown) => error,
    );
    await world.clock.pass(100);
    tab.transport.cut();
    await world.live(tab);
    await world.clock.finish(tab.client.fill(session, { at: 'before', seq: 152 }));
    expect(await shown()).toBe(200);
    expect(await world.clock.finish(lost)).toBeInstanceOf(Error);
  });

  it('RG-4: a gap fills by roaming, and asking twice is one request', async () => {
    const world = new World(2);
    const session = await world.addSession();
    await world.bobWrites(250);
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    const shown = () => tab.client.live.window(session, 1, 251);
    await world.clock.until(async () => (await shown()).entries.length === 100);
    expect((await shown()).gaps).toEqual([{ from: 1, to: 151 }]);
    const pages = () => world.server.requests.filter(({ event }) => event === 'history:page').length;
    const asked = pages();
    const filled = Promise.all([
      tab.client.fill(session, { at: 'before', seq: 152 }),
      tab.client.fill(session, { at: 'before', seq: 152 }),
    ]);
    await world.clock.finish(filled);
    expect(pages() - asked).toBe(1);
    const after = await shown();
    expect(after.entries).toHaveLength(200);
    expect(after.gaps).toEqual([{ from: 1, to: 51 }]);
    expect(after.users.get(world.bob)?.displayName).toBe('bob');
  });

  it.each(SEEDS)(
    'DV-1: killed again and again in the middle of a catch-up, loses and doubles nothing (seed %i)',
    async (seed) => {
      const world = new World(seed);
      for (let n = 0; n < 3; n += 1) await world.addSession();
      const device = await world.addDevice();
      const first = device.open();
      await world.live(first);
      first.kill();
      await world.bobWrites(500);
      for (let kills = 0; kills < 20; kills += 1) {
        const tab = device.open();
        await world.clock.pass(world.random.int(1, 60));
        if (world.random.chance(0.3)) await world.bobWrites(3);
        tab.kill();
      }
      await world.live(device.open());
      await world.caughtUp(device);
      expect(await world.differences(device)).toEqual([]);
    },
  );

  it.each(SEEDS)('DV-7: pushes lost, doubled and out of order come out whole and in order (seed %i)', async (seed) => {
    const world = new World(seed);
    for (let n = 0; n < 3; n += 1) await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    Object.assign(device.faults, { dropPush: 0.2, doublePush: 0.1, delayPush: 400 });
    for (let burst = 0; burst < 40; burst += 1) {
      await world.bobWrites(world.random.int(1, 5));
      await world.clock.pass(world.random.int(0, 50));
      if (world.random.chance(0.05)) tab.transport.cut();
    }
    // The last push of all may be among the lost: the proof of life finds out.
    await world.caughtUp(device);
    expect(await world.differences(device)).toEqual([]);
  });

  it('DV-9: comes back after the server is gone for a while, with growing waits', async () => {
    const world = new World(3);
    await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    device.faults.down = true;
    tab.transport.cut();
    await world.status(tab, 'reconnecting');
    await world.bobWrites(5);
    await world.clock.pass(60_000);
    device.faults.down = false;
    await world.live(tab);
    await world.caughtUp(device);
    expect(await world.differences(device)).toEqual([]);
    expect(world.server.accepted).toBe(2);
  });
});

describe('a link that died without a word', () => {
  it('DV-10: is found out when the page wakes up, and made anew', async () => {
    const world = new World(7);
    await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    Object.assign(device.faults, { dropPush: 1 });
    device.faults.dropAnswers.set('sync:pull', 1);
    await world.bobWrites(3);
    tab.surroundings.set({ visible: true });
    await world.caughtUp(device);
    expect(await world.differences(device)).toEqual([]);
    expect(world.server.accepted).toBe(2);
  });
});

describe('outbox', () => {
  it('OB-10: a text that is changed while its first version may be stored already ends as an edit', async () => {
    const world = new World(17);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    device.faults.dropAnswers.set('message:send', 1);
    device.faults.dropPush = 1;
    const clientId = await world.clock.finish(tab.client.send(session, 'meet at five'));
    await world.clock.until(async () => (await world.stored(session)).includes('meet at five'));
    device.faults.down = true;
    tab.transport.cut();
    await world.clock.until(() => tab.client.status.get().kind === 'reconnecting');
    expect(await world.clock.finish(tab.client.amend(clientId, 'meet at six'))).toBe(true);
    device.faults.down = false;
    device.faults.dropPush = 0;
    await world.live(tab);
    await world.clock.until(async () => (await device.store.states(session, 2, 2))[0]?.edits.length === 1);
    await world.clock.until(async () => (await device.store.outbox()).length === 0);
    expect((await device.store.states(session, 2, 2))[0]?.edits[0]?.text).toBe('meet at six');
    expect(await world.stored(session)).toEqual(['meet at five']);
  });

  it('OB-6: acknowledgements lost ten times in a row make one message', async () => {
    const world = new World(4);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    // Nor does the entry itself arrive, so only the acknowledgement could tell.
    Object.assign(device.faults, { dropPush: 1 });
    device.faults.dropAnswers.set('message:send', 10).set('sync:pull', 1_000);
    await world.clock.finish(tab.client.send(session, 'only once'));
    const sends = () => world.server.requests.filter(({ event }) => event === 'message:send').length;
    await world.clock.until(() => sends() === 11, 900_000);
    device.faults.dropAnswers.delete('sync:pull');
    await world.clock.until(async () => (await tab.client.live.outbox()).length === 0, 900_000);
    expect(await world.stored(session)).toEqual(['only once']);
  });

  it.each(SEEDS)(
    'OB-5: sends offline in two sessions survive dying tabs and go out in order, once (seed %i)',
    async (seed) => {
      const world = new World(seed);
      const [one, two] = [await world.addSession(), await world.addSession()];
      const device = await world.addDevice();
      const writer = device.open();
      await world.live(writer);
      writer.surroundings.set({ online: false });
      await world.status(writer, 'offline');
      const sent: Record<string, string[]> = { [one]: [], [two]: [] };
      for (let n = 0; n < 10; n += 1) {
        const session = world.random.chance(0.5) ? one : two;
        sent[session]?.push(`alice ${n}`);
        const done = writer.client.send(session, `alice ${n}`);
        await world.clock.finish(done);
      }
      await world.clock.until(() => {
        const status = writer.client.status.get();
        return status.kind === 'offline' && status.queued === 10;
      });
      writer.kill();
      for (let kills = 0; kills < 5; kills += 1) {
        const tab = device.open();
        device.faults.dropAnswers.set('message:send', world.random.int(0, 2));
        await world.clock.pass(world.random.int(1, 100));
        tab.kill();
      }
      device.faults.dropAnswers.clear();
      const last = device.open();
      await world.clock.until(async () => (await last.client.live.outbox()).length === 0);
      expect(await world.stored(one)).toEqual(sent[one]);
      expect(await world.stored(two)).toEqual(sent[two]);
      await world.caughtUp(device);
      expect(await world.shown(device, one)).toEqual(sent[one]);
    },
  );

  it('OB-3: what the server refuses stays with its reason, until discarded', async () => {
    const world = new World(5);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    const change = { kind: 'remove-member', memberId: world.alice } as const;
    const removed = { sessionId: session, actorId: world.bob, clientId: world.random.uuid(), change };
    world.server.took(await world.server.store.changeSession(removed));
    await world.caughtUp(device);
    expect((await tab.client.live.session(session))?.member).toBe(false);
    const sent = tab.client.send(session, 'too late');
    await world.clock.until(async () => {
      const [item] = (await tab.client.live.window(session, 1, 10)).pending;
      return item?.state.kind === 'refused' && item.state.code === 'not-a-member';
    });
    // In the list it is counted, and no longer shown as if it were on its way.
    expect(await tab.client.live.session(session)).toMatchObject({ pendingPreview: null, notSent: 1 });
    await world.clock.finish(tab.client.discard(await sent));
    expect((await tab.client.live.window(session, 1, 10)).pending).toEqual([]);
    expect((await tab.client.live.session(session))?.notSent).toBe(0);
  });

  it('OB-4: a marker counts at once, is told once, and comes back confirmed', async () => {
    const world = new World(6);
    const session = await world.addSession();
    const device = await world.addDevice();
    const tab = device.open();
    await world.live(tab);
    await world.bobWrites(4);
    await world.caughtUp(device);
    expect((await tab.client.live.session(session))?.unread).toBe(4);
    await world.clock.finish(tab.client.markRead(session, 3).then(() => tab.client.markRead(session, 3)));
    expect((await tab.client.live.session(session))?.unread).toBe(2);
    await world.clock.until(async () => (await tab.client.live.outbox()).length === 0);
    expect(await device.store.session(session)).toMatchObject({ readSeq: 3, unread: 2 });
    expect(world.server.requests.filter(({ event }) => event === 'read:mark')).toHaveLength(1);
  });
});
