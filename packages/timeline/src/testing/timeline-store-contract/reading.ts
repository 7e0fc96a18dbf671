import { describe, expect, it } from 'vitest';
import { addDays, dayIn } from '../../days.ts';
import type { DayCount } from '../../days.ts';
import { REFUSED, seqsOf, some, upTo } from './scene.ts';
import type { Scene } from './scene.ts';
import { PAGE_TABLE } from './sync.ts';
import { pair, trio } from './writing.ts';

export function readMarkerRules(scene: () => Scene): void {
  const mark = (s: Scene, userId: string, sessionId: string, seq: number) =>
    s.store.markRead({ userId, sessionId, seq });

  describe('read markers', () => {
    it('RD-1: unread are the messages of others after the marker, and nothing else', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben, cid]);
      await s.sayMany(session, ann, 2); // 2, 3
      await s.say(session, ben); // 4
      await s.rename(session, ann, 'Ebb'); // 5
      await s.say(session, cid); // 6
      expect(await s.view(device, session)).toMatchObject({ readSeq: 1, unread: 3 });
      await mark(s, ben, session, 2);
      expect(await s.view(device, session)).toMatchObject({ readSeq: 2, unread: 2 });
      await mark(s, ben, session, 6);
      expect(await s.view(device, session)).toMatchObject({ readSeq: 6, unread: 0 });
    });

    it('RD-2: a marker only moves forward, and not past what its user may see', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      await s.sayMany(session, ann, 5);
      expect(await mark(s, ben, session, 4)).toMatchObject({ outcome: 'done', readSeq: 4 });
      const { head } = await s.record(device);
      for (const seq of [4, 3, 0]) {
        expect(await mark(s, ben, session, seq)).toMatchObject({ outcome: 'done', readSeq: 4, deliveries: [] });
      }
      expect((await s.record(device)).head).toBe(head);
      expect(await mark(s, ben, session, 1_000)).toMatchObject({ outcome: 'done', readSeq: 6 });
      expect((await s.view(device, session)).readSeq).toBe(6);
    });

    it('RD-2: markers set at the same time end at the highest', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      await s.sayMany(session, ann, 8);
      await Promise.all([5, 3, 9, 7, 2].map((seq) => mark(s, ben, session, seq)));
      expect(await s.view(device, session)).toMatchObject({ readSeq: 9, unread: 0 });
      const told = (await s.drain(device)).flatMap((item) => (item.kind === 'read' ? [item.readSeq] : []));
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.at(-1)).toBe(9);
    });

    it('RD-2: strangers have no marker; a former member may finish reading', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.say(session, ann); // 2
      await s.remove(session, ann, ben); // 3
      await s.sayMany(session, ann, 4);
      expect(await mark(s, cid, session, 2)).toEqual(REFUSED('session-unknown'));
      expect(await mark(s, ben, s.id(), 2)).toEqual(REFUSED('session-unknown'));
      expect(await mark(s, ben, session, 7)).toMatchObject({ outcome: 'done', readSeq: 3 });
      expect(await s.view(device, session)).toMatchObject({ readSeq: 3, unread: 0 });
    });

    it('RD-3: a marker is told to all devices of its user and to nobody else', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const [annDevice, one, two] = [await s.device(ann), await s.device(ben), await s.device(ben)];
      const session = await s.direct(ann, ben);
      await s.sayMany(session, ann, 3);
      const marked = await mark(s, ben, session, 2);
      const item = { kind: 'read', syncSeq: 5, sessionId: session, readSeq: 2, unread: 2, atSeq: 4 };
      if (marked.outcome === 'refused') throw new Error(marked.reason);
      expect(marked.deliveries.map(({ deviceId }) => deviceId).toSorted()).toEqual(
        [one.deviceId, two.deviceId].toSorted(),
      );
      for (const { items } of marked.deliveries) expect(items).toEqual([item]);
      for (const device of [one, two]) expect(await s.drain(device, 4)).toEqual([item]);
      expect((await s.record(annDevice)).head).toBe(4);
    });

    it('RD-4: a marker item counts what is unread when it is read, not when it was written', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      await s.sayMany(session, ann, 2); // 2, 3
      await mark(s, ben, session, 3);
      await s.sayMany(session, ann, 4); // 4..7
      await s.say(session, ben); // 8
      const read = (await s.drain(device)).find((item) => item.kind === 'read');
      expect(read).toMatchObject({ readSeq: 3, unread: 4, atSeq: 8 });
    });

    it('RD-4: the count of a former member ends where their sight ends', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [ben]);
      await s.sayMany(session, ann, 3); // 2..4
      await mark(s, ben, session, 2);
      await s.remove(session, ann, ben); // 5
      await s.sayMany(session, ann, 4);
      const read = (await s.drain(device)).find((item) => item.kind === 'read');
      expect(read).toMatchObject({ readSeq: 2, unread: 2, atSeq: 5 });
    });

    it('RD-5: a marker starts at the joining entry, at every joining', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann, [], { history: 'all' });
      await s.sayMany(session, ann, 3); // 2..4
      await s.add(session, ann, ben); // 5
      expect(await s.view(device, session)).toMatchObject({ readSeq: 5, unread: 0 });
      await s.remove(session, ben, ben); // 6
      await s.sayMany(session, ann, 2); // 7, 8
      await s.add(session, ann, ben); // 9
      await s.say(session, ann); // 10
      expect(await s.view(device, session)).toMatchObject({ readSeq: 9, unread: 1, head: 10 });
    });
  });
}

export function historyRules(scene: () => Scene): void {
  /** A session of 30 entries in which ben may see 1..6 and 15..30. */
  const torn = async (s: Scene) => {
    const [ann, ben] = await pair(s);
    const session = await s.group(ann, [ben]);
    await s.sayMany(session, ann, 4); // 2..5
    await s.remove(session, ann, ben); // 6
    await s.sayMany(session, ann, 8); // 7..14
    await s.add(session, ann, ben); // 15
    await s.sayMany(session, ann, 15); // 16..30
    return { ann, ben, session };
  };

  describe('history', () => {
    it('HS-1: a page never covers what its reader may not see', async () => {
      const s = scene();
      const { ann, ben, session } = await torn(s);
      expect(seqsOf(await s.readBack(session, ben, 4))).toEqual([...upTo(6), ...upTo(30, 15)]);
      expect(seqsOf(await s.readBack(session, ann, 4))).toEqual(upTo(30));
      for (const at of ['before', 'after', 'around'] as const) {
        for (const seq of upTo(31, 0)) {
          const { covered, entries } = await s.history(session, ben, { at, seq }, 7);
          const seqs = covered ? upTo(covered.to, covered.from) : [];
          expect(seqs.filter((covering) => covering > 6 && covering < 15)).toEqual([]);
          expect(seqsOf(entries)).toEqual(seqs);
        }
      }
    });

    it('HS-2: a page ends at a hidden gap, and the next begins behind it', async () => {
      const s = scene();
      const { ben, session } = await torn(s);
      const page = async (at: 'before' | 'after', seq: number) =>
        (await s.history(session, ben, { at, seq }, 10)).covered;
      expect(await page('before', 19)).toEqual({ from: 15, to: 18 });
      expect(await page('before', 15)).toEqual({ from: 1, to: 6 });
      expect(await page('after', 4)).toEqual({ from: 5, to: 6 });
      expect(await page('after', 6)).toEqual({ from: 15, to: 24 });
    });

    it('HS-3: newest ends at the head; before and after leave the anchor out', async () => {
      const s = scene();
      const ann = await s.person();
      const session = await s.group(ann);
      await s.sayMany(session, ann, 19);
      const covered = async (...[anchor, limit]: [Parameters<Scene['history']>[2], number]) =>
        (await s.history(session, ann, anchor, limit)).covered;
      expect(await covered({ at: 'newest' }, 5)).toEqual({ from: 16, to: 20 });
      expect(await covered({ at: 'newest' }, 50)).toEqual({ from: 1, to: 20 });
      expect(await covered({ at: 'before', seq: 10 }, 3)).toEqual({ from: 7, to: 9 });
      expect(await covered({ at: 'before', seq: 1_000 }, 3)).toEqual({ from: 18, to: 20 });
      expect(await covered({ at: 'before', seq: 1 }, 3)).toBeNull();
      expect(await covered({ at: 'after', seq: 10 }, 3)).toEqual({ from: 11, to: 13 });
      expect(await covered({ at: 'after', seq: 0 }, 3)).toEqual({ from: 1, to: 3 });
      expect(await covered({ at: 'after', seq: 20 }, 3)).toBeNull();
    });

    it('HS-3: around holds the anchor, half of the page before it, and is full near the ends too', async () => {
      const s = scene();
      const ann = await s.person();
      const session = await s.group(ann);
      await s.sayMany(session, ann, 19);
      const around = async (seq: number, limit: number) =>
        (await s.history(session, ann, { at: 'around', seq }, limit)).covered;
      expect(await around(10, 5)).toEqual({ from: 8, to: 12 });
      expect(await around(10, 4)).toEqual({ from: 8, to: 11 });
      expect(await around(10, 1)).toEqual({ from: 10, to: 10 });
      expect(await around(2, 6)).toEqual({ from: 1, to: 6 });
      expect(await around(20, 6)).toEqual({ from: 15, to: 20 });
      expect(await around(10, 100)).toEqual({ from: 1, to: 20 });
    });

    it('HS-4: an anchor in the hidden answers the nearest visible part in its direction', async () => {
      const s = scene();
      const { ben, session } = await torn(s);
      const covered = async (at: 'before' | 'after' | 'around', seq: number) =>
        (await s.history(session, ben, { at, seq }, 3)).covered;
      expect(await covered('before', 10)).toEqual({ from: 4, to: 6 });
      expect(await covered('after', 10)).toEqual({ from: 15, to: 17 });
      expect(await covered('around', 9)).toEqual({ from: 4, to: 6 });
      expect(await covered('around', 13)).toEqual({ from: 15, to: 17 });
      expect(await covered('around', 99)).toEqual({ from: 28, to: 30 });
    });

    it('HS-4: a newcomer asking for what was before them gets nothing of it', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann);
      await s.sayMany(session, ann, 5);
      await s.add(session, ann, ben); // 7
      expect(await s.history(session, ben, { at: 'before', seq: 7 })).toMatchObject({ covered: null, entries: [] });
      expect((await s.history(session, ben, { at: 'after', seq: 0 })).covered).toEqual({ from: 7, to: 7 });
    });

    it('HS-5: head and floor are those of the reader', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann);
      await s.sayMany(session, ann, 2);
      await s.add(session, ann, ben); // 4
      await s.say(session, ann); // 5
      expect(await s.history(session, ben, { at: 'newest' }, 1)).toMatchObject({
        head: 5,
        floor: 4,
        sessionId: session,
      });
      await s.remove(session, ann, ben); // 6
      await s.say(session, ann); // 7
      expect(await s.history(session, ben, { at: 'newest' }, 1)).toMatchObject({ head: 6, floor: 4 });
      expect(await s.history(session, ann, { at: 'before', seq: 1 }, 1)).toMatchObject({ head: 7, floor: 1 });
    });

    it('HS-6: a stranger is told that there is no such session', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const session = await s.group(ann);
      for (const sessionId of [session, s.id()]) {
        const answer = await s.store.history({ userId: ben, sessionId, anchor: { at: 'newest' }, limit: 10 });
        expect(answer).toEqual(REFUSED('session-unknown'));
      }
    });

    it.each(PAGE_TABLE)(
      'PG-3: pages of $limit bring a history of $total whole, both ways',
      async ({ limit, total }) => {
        const s = scene();
        const ann = await s.person();
        const session = await s.group(ann);
        if (total > 1) await s.sayMany(session, ann, total - 1);
        expect(seqsOf(await s.readBack(session, ann, limit))).toEqual(upTo(total));
        const forward: number[] = [];
        let page = await s.history(session, ann, { at: 'after', seq: 0 }, limit);
        while (page.covered) {
          forward.push(...seqsOf(page.entries));
          const after = page.covered.to;
          page = await s.history(session, ann, { at: 'after', seq: after }, limit);
          if (page.covered) expect(page.covered.from).toBe(after + 1);
        }
        expect(forward).toEqual(upTo(total));
      },
    );

    it('HS-7, HS-8: the days count the messages that the reader may see, once, in any number of answers', async () => {
      const s = scene();
      const { ann, ben, session } = await torn(s);
      await s.rename(session, ann, 'Ebb'); // 31
      for (const userId of [ann, ben]) {
        const seen = await s.readBack(session, userId);
        for (const zone of ['UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati']) {
          const said = seen.filter(({ body }) => body.kind === 'message');
          const expected = addDays(
            [],
            said.map(({ at, seq }) => ({ day: dayIn(zone, at), messages: 1, first: seq })),
          );
          for (const limit of [3, 7, 1_000]) {
            let days: readonly DayCount[] = [];
            for (let after = 0; after < 31;) {
              const answer = await s.store.days({ userId, sessionId: session, zone, after, limit });
              if ('outcome' in answer) throw new Error(answer.reason);
              expect(answer).toMatchObject({ sessionId: session, head: 31, floor: 1 });
              expect(answer.upTo).toBeGreaterThan(after);
              days = addDays(days, answer.days);
              after = answer.upTo;
            }
            expect(days).toEqual(expected);
          }
        }
      }
    });

    it('HS-6, HS-7: a stranger is told no days', async () => {
      const s = scene();
      const { session } = await torn(s);
      const asked = { zone: 'UTC', after: 0, limit: 10 };
      expect(await s.store.days({ ...asked, userId: await s.person(), sessionId: session })).toEqual(
        REFUSED('session-unknown'),
      );
    });

    it('RT-5: what retention takes from a device is still in the history', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      await s.sayMany(session, ann, 5);
      await s.fixture.purgeSync(ben, device.deviceId, 7);
      expect(seqsOf(await s.readBack(session, ben))).toEqual(upTo(6));
      expect(await s.view(device, session)).toMatchObject({ head: 6, unread: 5, lastMessage: { seq: 6 } });
    });
  });
}

export function snapshotRules(scene: () => Scene): void {
  describe('snapshot', () => {
    it('SN-1: the checkpoint is the head of the device, and pulling goes on from there', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.direct(ann, ben);
      await s.sayMany(session, ann, 3);
      const page = await s.snapshotPage(device);
      expect(page).toMatchObject({ checkpoint: 4, head: 4, floor: 1, next: null });
      const later = await s.say(session, ann);
      expect(await s.told(device, page.checkpoint)).toEqual([`${session}#${later.seq}`]);
    });

    it('SN-1: what happens between two pages is in a later page or after the checkpoint', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      for (const _ of upTo(6)) await s.group(ann, [ben]);
      const first = await s.snapshotPage(device, null, 3);
      const during = [await s.group(ann, [ben]), await s.group(ann, [ben])];
      const told = await s.told(device, first.checkpoint);
      expect(told).toEqual(during.map((session) => `${session}#1`));
      const second = await s.snapshotPage(device, first.next, 100);
      expect(second.next).toBeNull();
      const listed = [...first.sessions, ...second.sessions].map((view) => view.sessionId);
      expect(listed).toEqual(listed.toSorted());
      expect(new Set([...listed, ...during]).size).toBe(8);
    });

    it.each(PAGE_TABLE.filter(({ total }) => total <= 30))(
      'PG-3: pages of $limit bring a session list of $total whole',
      async ({ limit, total }) => {
        const s = scene();
        const [ann, ben] = await pair(s);
        const device = await s.device(ben);
        const sessions = await Promise.all(upTo(total).map(() => s.group(ann, [ben])));
        await s.group(ann);
        const { views } = await s.snapshot(device, limit);
        expect(views.map((view) => view.sessionId)).toEqual(sessions.toSorted());
      },
    );

    it('SN-4: it lists every session of the user once, also those that have ended, and no others', async () => {
      const s = scene();
      const [ann, ben, cid] = await trio(s);
      const [direct, group, left, back] = [
        await s.direct(ann, ben),
        await s.group(ann, [ben]),
        await s.group(ann, [ben]),
        await s.group(ann, [ben]),
      ];
      await s.group(ann, [cid]);
      await s.remove(left, ben, ben);
      await s.remove(back, ben, ben);
      await s.add(back, ann, ben);
      const { views } = await s.snapshot(await s.device(ben));
      expect(views.map((view) => [view.sessionId, view.visibleFrom, view.visibleUntil, view.memberCount])).toEqual(
        [
          [direct, 1, null, 2],
          [group, 1, null, 2],
          [left, 1, 2, 1],
          [back, 3, null, 2],
        ].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      );
      expect(await s.snapshot(await s.device(cid))).toMatchObject({ views: [{ memberCount: 2 }] });
    });

    it('SN-4: a view says all that a session list shows', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const direct = await s.direct(ann, ben);
      const group = await s.group(ann, [ben], { title: 'Ebb' });
      const last = await s.say(group, ann, 'the last word');
      const { entry } = await s.rename(group, ben, 'Flow');
      const page = await s.snapshotPage(device);
      const views = new Map(page.sessions.map((view) => [view.sessionId, view]));
      expect(views.get(group)).toEqual({
        sessionId: group,
        sessionKind: 'group',
        title: 'Flow',
        memberIds: [],
        memberCount: 2,
        visibleFrom: 1,
        visibleUntil: null,
        head: 3,
        readSeq: 1,
        unread: 1,
        lastMessage: last,
        lastEdit: null,
        lastAt: entry.at,
        mode: 'push',
      });
      const view = some(views.get(direct));
      expect(view).toMatchObject({ sessionKind: 'direct', title: null, memberCount: 2, lastMessage: null, head: 1 });
      expect(view.memberIds.toSorted()).toEqual([ann, ben].toSorted());
      expect(page.users.map((user) => user.userId).toSorted()).toEqual([ann, ben].toSorted());
    });

    it('SN-4: a preview shows nothing from outside the latest stay', async () => {
      const s = scene();
      const [ann, ben] = await pair(s);
      const device = await s.device(ben);
      const session = await s.group(ann);
      await s.say(session, ann, 'before you');
      await s.add(session, ann, ben);
      expect((await s.view(device, session)).lastMessage).toBeNull();
    });
  });
}
