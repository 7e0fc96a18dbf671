import { expect } from 'vitest';
import type { SessionRecord } from '../../device-store.ts';
import { foldMoved, followOf } from '../../device/session-checkpoint.ts';
import { foldItem, foldView } from '../../device/session-record.ts';
import { digestOf } from '../../digest.ts';
import type { Entry, SyncItem } from '../../entry.ts';
import type { Change, MessageChange } from '../../timeline-store.ts';
import { NaiveModel } from './naive-model.ts';
import type { ModelDevice } from './naive-model.ts';
import type { Message, Operation } from './random-operations.ts';
import { some } from './scene.ts';
import type { DeviceRef, Scene } from './scene.ts';

/** A device that follows along: a snapshot, and what it has folded onto it since. */
type Follower = {
  readonly device: DeviceRef;
  checkpoint: number;
  readonly records: Map<string, SessionRecord>;
  readonly entries: Entry[];
};

/** After every time that anything has. */
const EVER = 8_000_000_000_000;

type Outcome =
  | { readonly outcome: 'stored'; readonly entry: Entry; readonly repeated: boolean }
  | { readonly outcome: 'refused'; readonly reason: string };

const told = (outcome: Outcome): string =>
  outcome.outcome === 'refused'
    ? `refused: ${outcome.reason}`
    : `${outcome.repeated ? 'repeated' : 'stored'}: ${outcome.entry.seq}`;

/** What is left of a timeline that is pulled page by page (SPEC PG-5, RT-14); null where something has expired. */
function inPages(items: readonly (Partial<SyncItem> | null)[], size: number): readonly Partial<SyncItem>[] {
  const pages = items.length > size ? inPages(items.slice(size), size) : [];
  const page = items.slice(0, size);
  const isSuperseded = (item: Partial<SyncItem>, at: number) =>
    item.kind === 'read' &&
    page.slice(at + 1).some((later) => later?.kind === 'read' && later.sessionId === item.sessionId);
  return [...page.flatMap((item, at) => (item === null || isSuperseded(item, at) ? [] : [item])), ...pages];
}

/** One random run: the same operations on the store under test and on the naive model, compared step by step. */
export class RandomRun {
  readonly #scene: Scene;
  readonly #model: NaiveModel;
  #followers: readonly Follower[] = [];
  #people: readonly string[] = [];
  #clientIds: readonly string[] = [];

  /** @param threshold the most members that push mode carries in the scene's store */
  constructor(scene: Scene, threshold = Infinity) {
    this.#scene = scene;
    this.#model = new NaiveModel(threshold);
  }

  async run(script: readonly Operation[]): Promise<void> {
    this.#people = await this.#scene.people(4);
    this.#clientIds = Array.from({ length: 41 }, () => this.#scene.id());
    for (const userId of this.#people) await this.#register(userId);
    await this.#create(some(this.#people[0]), this.#people.slice(1, 3), false, false);
    for (const operation of script) await this.#step(operation);
    for (const device of this.#model.devices) await this.#compareTimeline(device);
    await this.#compareHistories();
    await this.#compareSnapshots();
    for (const userId of this.#people) await this.#compareOwnData(userId);
    for (const follower of this.#followers) await this.#compareFollower(follower);
  }

  async #step(operation: Operation): Promise<void> {
    switch (operation.kind) {
      case 'say':
        return this.#say(operation.messages);
      case 'create': {
        const by = this.#person(operation.by);
        return this.#create(
          by,
          operation.others.map((n) => this.#person(n)),
          operation.open,
          false,
        );
      }
      case 'meet': {
        const [by, other] = [this.#person(operation.by), this.#person(operation.other)];
        return by === other ? undefined : this.#create(by, [other], false, true);
      }
      case 'add': {
        const memberIds = operation.whom.map((n) => this.#person(n));
        return this.#change(operation, { kind: 'add-members', memberIds });
      }
      case 'remove':
        return this.#change(operation, { kind: 'remove-member', memberId: this.#person(operation.whom) });
      case 'leave':
        return this.#change(operation, { kind: 'remove-member', memberId: this.#person(operation.by) });
      case 'rename':
        return this.#change(operation, { kind: 'rename', title: `Title ${operation.title}` });
      case 'amend':
        return this.#amend(operation);
      case 'set':
        return this.#set(operation);
      case 'mark': {
        const [session, userId] = [this.#session(operation.in), this.#person(operation.by)];
        const { sessionId } = session;
        const answer = await this.#scene.store.markRead({ userId, sessionId, seq: operation.seq });
        const said = answer.outcome === 'refused' ? `refused: ${answer.reason}` : `read: ${answer.readSeq}`;
        expect(said).toBe(this.#model.mark(session, userId, operation.seq));
        return undefined;
      }
      case 'expire': {
        const session = this.#session(operation.in);
        const answer = await this.#scene.store.expire({ sessionId: session.sessionId, before: EVER });
        expect(answer?.floor ?? null).toBe(this.#model.expire(session));
        return undefined;
      }
      case 'register':
        return this.#register(this.#person(operation.by));
      case 'revoke': {
        // One device of everyone stays, so that there is always somebody to compare with.
        const device = this.#device(operation.device);
        if (this.#model.devices.indexOf(device) < this.#people.length) return undefined;
        await this.#scene.store.revokeDevice(device.userId, device.deviceId);
        if (!device.revoked) device.past += 1;
        device.revoked = true;
        return undefined;
      }
      case 'sleep':
        return this.#sleep(this.#device(operation.device));
      case 'snapshot':
        return this.#follow(this.#device(operation.device), operation.limit);
      case 'pull': {
        const { deviceId } = this.#device(operation.device);
        for (const follower of this.#followers) {
          if (follower.device.deviceId === deviceId) await this.#catchUp(follower, operation.limit);
        }
        return undefined;
      }
    }
  }

  #person(n: number): string {
    return some(this.#people[n % this.#people.length]);
  }

  #session(n: number) {
    return some(this.#model.sessions[n % this.#model.sessions.length]);
  }

  #device(n: number): ModelDevice {
    return some(this.#model.devices[n % this.#model.devices.length]);
  }

  async #register(userId: string): Promise<void> {
    const device = await this.#scene.device(userId);
    this.#model.devices.push({ ...device, revoked: false, asleep: false, past: 0, items: [] });
  }

  async #create(creatorId: string, others: readonly string[], open: boolean, isDirect: boolean): Promise<void> {
    const [sessionId, clientId] = [this.#scene.id(), this.#scene.id()];
    const memberIds = [...new Set([creatorId, ...others])];
    const change = await this.#scene.store.createSession({
      sessionId,
      sessionKind: isDirect ? 'direct' : 'group',
      title: isDirect ? null : 'Tides',
      creatorId,
      memberIds,
      history: open ? 'all' : 'joined',
      clientId,
    });
    expect(told(change)).toBe(this.#model.create(sessionId, isDirect, open, creatorId, memberIds, clientId));
  }

  async #say(messages: readonly Message[]): Promise<void> {
    const batch = messages.map((message) => ({
      session: this.#session(message.in),
      authorId: this.#person(message.by),
      clientId: some(this.#clientIds[message.as]),
      text: `text ${message.text}`,
    }));
    const { outcomes } = await this.#scene.store.append(
      batch.map(({ session, ...request }) => ({ sessionId: session.sessionId, ...request })),
    );
    expect(outcomes.map(told)).toEqual(
      batch.map(({ session, authorId, clientId, text }) => this.#model.say(session, authorId, clientId, text)),
    );
  }

  async #amend({ in: at, by, as, how, target }: Extract<Operation, { kind: 'amend' }>): Promise<void> {
    const [session, authorId, clientId] = [this.#session(at), this.#person(by), some(this.#clientIds[as])];
    const changes: Record<typeof how, MessageChange> = {
      edit: { kind: 'edit', target, text: 'another text' },
      recall: { kind: 'recall', target },
      react: { kind: 'react', target, emoji: '🌊', on: true },
      unreact: { kind: 'react', target, emoji: '🌊', on: false },
      pin: { kind: 'pin', target, on: true },
    };
    const change = changes[how];
    const { sessionId } = session;
    const { outcomes } = await this.#scene.store.append([{ sessionId, authorId, clientId, change }]);
    expect(told(some(outcomes[0]))).toBe(this.#model.amend(session, authorId, clientId, change));
  }

  async #set({ by, as, elsewhere, sets }: Extract<Operation, { kind: 'set' }>): Promise<void> {
    const authorId = this.#person(by);
    const sessionId = elsewhere === null ? authorId : this.#session(elsewhere).sessionId;
    const batch = sets.map(({ key, value }, i) => ({
      clientId: some(this.#clientIds[(as + i) % this.#clientIds.length]),
      set: { key: `key ${key}`, value: value === null ? null : `value ${value}` },
    }));
    const { outcomes } = await this.#scene.store.append(batch.map((item) => ({ sessionId, authorId, ...item })));
    expect(outcomes.map(told)).toEqual(
      batch.map(({ clientId, set }) => this.#model.set(sessionId, authorId, clientId, set)),
    );
  }

  async #change(
    operation: { readonly in: number; readonly by: number; readonly as: number },
    change: Parameters<NaiveModel['change']>[3],
  ): Promise<void> {
    const [session, actor] = [this.#session(operation.in), this.#person(operation.by)];
    const clientId = some(this.#clientIds[operation.as]);
    const answer: Change = await this.#scene.change(session.sessionId, actor, change, clientId);
    expect(told(answer)).toBe(this.#model.change(session, actor, clientId, change));
  }

  async #follow(device: ModelDevice, limit: number): Promise<void> {
    if (device.revoked) return;
    const { checkpoint, views } = await this.#scene.snapshot(device, limit);
    device.asleep = false;
    expect(checkpoint).toBe(device.past + device.items.length);
    const records = new Map(views.map((view) => [view.sessionId, foldView(null, view)]));
    this.#followers = [...this.#followers, { device, checkpoint, records, entries: [] }];
  }

  /** What it had not pulled is lost to it: it is told so, and takes a snapshot. */
  async #sleep(device: ModelDevice): Promise<void> {
    await this.#scene.fixture.sleep(device.userId, device.deviceId);
    if (device.revoked || device.asleep) return;
    device.past += device.items.length + 1;
    device.items.length = 0;
    device.asleep = true;
    this.#followers = this.#followers.filter((follower) => follower.device.deviceId !== device.deviceId);
  }

  async #catchUp(follower: Follower, limit: number): Promise<void> {
    const { device, records, entries } = follower;
    if (this.#model.devices.some(({ deviceId, revoked }) => deviceId === device.deviceId && revoked)) return;
    const items = await this.#scene.drain(device, follower.checkpoint, limit);
    for (const item of items) {
      const sessionId = item.kind === 'entry' ? item.entry.sessionId : item.sessionId;
      const record = foldItem(records.get(sessionId) ?? null, item, device.userId, (of, after) =>
        entries.filter((entry) => entry.sessionId === of && entry.seq > after),
      );
      if (record) records.set(sessionId, record);
      if (item.kind === 'entry') entries.push(item.entry);
    }
    follower.checkpoint = items.at(-1)?.syncSeq ?? follower.checkpoint;
    await this.#askForFollowed(follower);
  }

  /** Pull mode: what has moved of the sessions that the device follows by their own checkpoints. */
  async #askForFollowed({ device, records }: Follower): Promise<void> {
    const sessions = [...records.values()].flatMap((record) => followOf(record) ?? []);
    const answer = await this.#scene.follow(device, sessions);
    for (const view of answer.moved) {
      const record = some(records.get(view.sessionId));
      records.set(view.sessionId, foldMoved(record, view, [], device.userId));
    }
  }

  /** A sync timeline tells what the model's list says, in order, with nothing left out. */
  async #compareTimeline(device: ModelDevice): Promise<void> {
    const { head } = await this.#scene.record(device);
    expect(head).toBe(device.past + device.items.length);
    if (device.revoked) return;
    const items = await this.#scene.drain(device, device.past, 7);
    const expected = device.items.map((item, i): Partial<SyncItem> | null => {
      const { session, seq } = item;
      const { sessionId, sight } = session;
      if (item.kind === 'read') {
        const atSeq = some(sight.get(device.userId)?.at(-1));
        const unread = this.#model.unread(session, device.userId, seq, 1, atSeq);
        const floor = session.floor > 1 ? { floor: session.floor } : {};
        return { kind: 'read', syncSeq: device.past + i + 1, sessionId, readSeq: seq, unread, atSeq, ...floor };
      }
      const { authorId, clientId, body: stored } = some(session.log[seq - 1]);
      if (seq < session.floor && stored.kind.endsWith('-expired')) return null;
      const body = this.#model.said(session, device.userId, seq);
      const entry = { sessionId, seq, authorId, clientId, at: expect.any(Number), body };
      return { kind: 'entry', syncSeq: device.past + i + 1, entry };
    });
    expect(items).toEqual(inPages(expected, 7));
  }

  async #compareHistories(): Promise<void> {
    for (const session of this.#model.sessions) {
      const { sessionId, sight, floor } = session;
      for (const [userId, seen] of sight) {
        const seqs = seen.filter((seq) => seq >= floor);
        const said = seqs.map((seq) => ({ seq, body: this.#model.said(session, userId, seq) }));
        const entries = await this.#scene.readBack(sessionId, userId, 5);
        expect(entries.map(({ seq, body }) => ({ seq, body }))).toEqual(said);
        const changes = await this.#scene.changesAfter(sessionId, userId, 0, 3);
        if (!session.isPrivate) {
          expect(changes.map(({ seq, body }) => ({ seq, body }))).toEqual(said.filter(({ body }) => 'target' in body));
        }
        const last = some(seen.at(-1));
        const ranges = [{ from: 1, to: last }];
        const digests = await this.#scene.store.digests({ userId, sessionId, ranges });
        expect(digests).toMatchObject({ ranges: [{ count: entries.length, digest: digestOf(entries) }] });
      }
    }
  }

  async #compareSnapshots(): Promise<void> {
    for (const [i, userId] of this.#people.entries()) {
      const { views } = await this.#scene.snapshot(some(this.#model.devices[i]), 3);
      const expected = this.#model.sessions.flatMap((session) => {
        const stay = session.stays.get(userId);
        if (!stay) return [];
        const head = stay.until ?? session.log.length;
        const { memberCount, title } = some(session.log[head - 1]);
        const readSeq = this.#model.marker(session, userId);
        const from = Math.min(Math.max(stay.from, session.floor), (stay.until ?? Infinity) + 1);
        const unread = this.#model.unread(session, userId, readSeq, from, head);
        const last = session.log.findLastIndex(
          ({ body }, at) => at < head && at + 1 >= from && body.kind.startsWith('message'),
        );
        const shown = { visibleFrom: from, visibleUntil: stay.until, head, memberCount, title, readSeq, unread };
        const mode = stay.until === null ? session.mode : 'push';
        return [{ sessionId: session.sessionId, ...shown, mode, last: last < 0 ? null : last + 1 }];
      });
      const seen = views.map(
        ({ sessionId, visibleFrom, visibleUntil, head, memberCount, title, readSeq, unread, mode, lastMessage }) => ({
          sessionId,
          visibleFrom,
          visibleUntil,
          head,
          memberCount,
          title,
          readSeq,
          unread,
          mode,
          last: lastMessage?.seq ?? null,
        }),
      );
      expect(seen).toEqual(expected.toSorted((a, b) => (a.sessionId < b.sessionId ? -1 : 1)));
    }
  }

  /** What is in force under each key is the last set of it (SPEC OD-2, OD-4). */
  async #compareOwnData(userId: string): Promise<void> {
    const session = this.#model.sessions.find(({ sessionId }) => sessionId === userId);
    if (!session) return;
    const page = await this.#scene.store.changes({ userId, sessionId: userId, after: 0, limit: 99 });
    const last = new Map<string, number>();
    for (const [at, { body }] of session.log.entries()) if (body.kind === 'set') last.set(body.key, at + 1);
    const seqs = [...last.values()].toSorted((a, b) => a - b);
    expect('changes' in page && page.changes.map(({ seq, body }) => ({ seq, body }))).toEqual(
      seqs.map((seq) => ({ seq, body: some(session.log[seq - 1]).body })),
    );
  }

  /** The law: a snapshot at a, folded with what came after it, equals a snapshot at b. */
  async #compareFollower(follower: Follower): Promise<void> {
    const { device, records } = follower;
    if (this.#model.devices.some(({ deviceId, revoked }) => deviceId === device.deviceId && revoked)) return;
    await this.#catchUp(follower, 4);
    const { checkpoint, views } = await this.#scene.snapshot(device);
    expect(follower.checkpoint).toBe(checkpoint);
    const fresh = views.map((view) => this.#comparable(foldView(null, view), device.userId));
    const folded = views.map((view) => this.#comparable(some(records.get(view.sessionId)), device.userId));
    expect(folded).toEqual(fresh);
    expect(records.size).toBe(views.length);
  }

  /**
   * What the law speaks of. A preview from before the joining is history, which no sync timeline brings; the ranges
   * that are held are the device's own affair.
   */
  #comparable(record: SessionRecord, userId: string) {
    const { held: _, changesTo: __, lastMessage, lastEdit, memberIds, ...rest } = record;
    const session = this.#model.sessions.find(({ sessionId }) => sessionId === record.sessionId);
    const { joined } = some(session?.stays.get(userId));
    const preview = lastMessage && lastMessage.seq >= joined ? lastMessage.seq : null;
    // A recall that came after the stay has ended took the content from the server, and was told to nobody who left.
    const left = preview === null ? undefined : session?.log[preview - 1]?.body;
    const isUntold = left !== undefined && 'by' in left && left.by > (record.visibleUntil ?? Infinity);
    const shown = preview === null || isUntold ? null : [lastMessage?.body.kind, lastEdit?.seq ?? null];
    return { ...rest, memberIds: memberIds.toSorted(), preview, shown };
  }
}
