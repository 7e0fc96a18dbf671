import { expect } from 'vitest';
import type { Entry, SyncItem } from '../../entry.ts';
import type {
  Anchor,
  HistoryPage,
  PullAnswer,
  SessionCheckpoint,
  SessionView,
  SnapshotPage,
  SyncFrame,
} from '../../pages.ts';
import type { SeqId } from '../../seq.ts';
import type { Change, DeviceRecord, Followings, Refused, SessionChange, TimelineStore } from '../../timeline-store.ts';
import type { TimelineStoreFixture } from './harness.ts';

export type DeviceRef = { readonly userId: string; readonly deviceId: string };
export type GroupOptions = { readonly history?: 'all' | 'joined'; readonly title?: string };

type Stored = Extract<Change, { outcome: 'stored' }>;

/** People, devices and sessions in a store, with the short words that the rules are told in. */
export class Scene {
  readonly fixture: TimelineStoreFixture;
  readonly store: TimelineStore;

  constructor(fixture: TimelineStoreFixture) {
    this.fixture = fixture;
    this.store = fixture.store;
  }

  id(): string {
    return this.fixture.newId();
  }

  /** So many new accounts. */
  async people(count: number): Promise<readonly string[]> {
    const users = Array.from({ length: count }, () => {
      const userId = this.id();
      return { userId, username: `u${userId.replaceAll('-', '').slice(-20)}`, displayName: `User ${userId.slice(-4)}` };
    });
    await this.fixture.addUsers(users);
    return users.map(({ userId }) => userId);
  }

  async person(): Promise<string> {
    const [userId] = await this.people(1);
    return some(userId);
  }

  async device(userId: string, deviceId = this.id()): Promise<DeviceRef> {
    const at = await this.fixture.now();
    const outcome = await this.store.registerDevice({ userId, deviceId, loginId: this.id(), name: 'A browser', at });
    expect(outcome.outcome).toBe('done');
    return { userId, deviceId };
  }

  async record(device: DeviceRef): Promise<DeviceRecord> {
    return some(await this.store.device(device.userId, device.deviceId));
  }

  /** A group of the creator and others. */
  async group(creatorId: string, others: readonly string[] = [], options: GroupOptions = {}): Promise<string> {
    const sessionId = this.id();
    const change = await this.store.createSession({
      sessionId,
      sessionKind: 'group',
      title: options.title ?? 'Tides',
      creatorId,
      memberIds: [creatorId, ...others],
      history: options.history ?? 'joined',
      clientId: this.id(),
    });
    storedOf(change);
    return sessionId;
  }

  async direct(creatorId: string, otherId: string): Promise<string> {
    const sessionId = this.id();
    const change = await this.store.createSession({
      sessionId,
      sessionKind: 'direct',
      title: null,
      creatorId,
      memberIds: [creatorId, otherId],
      history: 'joined',
      clientId: this.id(),
    });
    storedOf(change);
    return sessionId;
  }

  /** One message, which must be stored. */
  async say(sessionId: string, authorId: string, text = 'hello'): Promise<Entry> {
    const [entry] = await this.sayAll([{ sessionId, authorId, text }]);
    return some(entry);
  }

  /** So many messages, in one batch. */
  async sayMany(sessionId: string, authorId: string, count: number): Promise<readonly Entry[]> {
    return this.sayAll(Array.from({ length: count }, (_, i) => ({ sessionId, authorId, text: `message ${i + 1}` })));
  }

  async sayAll(
    messages: readonly { readonly sessionId: string; readonly authorId: string; readonly text: string }[],
  ): Promise<readonly Entry[]> {
    const { outcomes } = await this.store.append(messages.map((message) => ({ ...message, clientId: this.id() })));
    return outcomes.map((outcome) => {
      if (outcome.outcome === 'refused') throw new Error(`a message was refused: ${outcome.reason}`);
      return outcome.entry;
    });
  }

  /** The reason for which a message is refused; null when it was stored. */
  async refusalOf(sessionId: string, authorId: string): Promise<string | null> {
    const { outcomes } = await this.store.append([{ sessionId, authorId, clientId: this.id(), text: 'may I?' }]);
    const outcome = some(outcomes[0]);
    return outcome.outcome === 'refused' ? outcome.reason : null;
  }

  change(sessionId: string, actorId: string, change: SessionChange, clientId = this.id()): Promise<Change> {
    return this.store.changeSession({ sessionId, actorId, clientId, change });
  }

  async add(sessionId: string, actorId: string, ...memberIds: string[]): Promise<Stored> {
    return storedOf(await this.change(sessionId, actorId, { kind: 'add-members', memberIds }));
  }

  async remove(sessionId: string, actorId: string, memberId: string): Promise<Stored> {
    return storedOf(await this.change(sessionId, actorId, { kind: 'remove-member', memberId }));
  }

  async rename(sessionId: string, actorId: string, title: string): Promise<Stored> {
    return storedOf(await this.change(sessionId, actorId, { kind: 'rename', title }));
  }

  async pull(device: DeviceRef, checkpoint: SeqId, limit = 200, maxBacklog?: number) {
    const epoch = await this.store.epoch();
    return this.store.pull({ ...device, epoch, checkpoint, limit, maxBacklog });
  }

  async frame(device: DeviceRef, checkpoint: SeqId, limit = 200): Promise<SyncFrame> {
    return frameOf(await this.pull(device, checkpoint, limit));
  }

  /** Everything after a checkpoint, pulled page by page until the store says that there is no more. */
  async drain(device: DeviceRef, checkpoint: SeqId = 0, limit = 200): Promise<readonly SyncItem[]> {
    const items: SyncItem[] = [];
    for (;;) {
      const answer = await this.pull(device, checkpoint, limit);
      if (answer.outcome === 'up-to-date') return items;
      const frame = frameOf(answer);
      expect(frame.from).toBe(checkpoint + 1);
      if (frame.to <= checkpoint) throw new Error(`a frame that covers nothing: [${frame.from}, ${frame.to}]`);
      items.push(...frame.items);
      checkpoint = frame.to;
    }
  }

  /** The entries that a device is told of, by session and SeqId. */
  async told(device: DeviceRef, checkpoint: SeqId = 0): Promise<readonly string[]> {
    return entriesOf(await this.drain(device, checkpoint)).map(nameOf);
  }

  /** What has moved of sessions in pull mode. */
  async follow(device: DeviceRef, sessions: readonly SessionCheckpoint[]): Promise<Followings> {
    const answer = await this.store.follow({ ...device, sessions });
    if ('outcome' in answer) throw new Error(`the device is refused: ${answer.outcome}`);
    return answer;
  }

  async history(sessionId: string, userId: string, anchor: Anchor, limit = 100): Promise<HistoryPage> {
    return pageOf(await this.store.history({ userId, sessionId, anchor, limit }));
  }

  /** Everything a user may read of a session, read backwards from the newest until nothing is left. */
  async readBack(sessionId: string, userId: string, limit = 100): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    let page = await this.history(sessionId, userId, { at: 'newest' }, limit);
    while (page.covered) {
      entries.unshift(...page.entries);
      const before = page.covered.from;
      page = await this.history(sessionId, userId, { at: 'before', seq: before }, limit);
      if (page.covered && page.covered.to >= before) throw new Error(`a page before ${before} that reaches past it`);
    }
    return entries;
  }

  /** All changes after a SeqId, asked for page by page. */
  async changesAfter(sessionId: string, userId: string, after: SeqId, limit = 100): Promise<readonly Entry[]> {
    const changes: Entry[] = [];
    for (;;) {
      const page = await this.store.changes({ userId, sessionId, after, limit });
      if ('outcome' in page) throw new Error(`expected changes, got: ${page.reason}`);
      changes.push(...page.changes);
      if (page.to === after) return changes;
      after = page.to;
    }
  }

  async snapshotPage(device: DeviceRef, cursor: string | null = null, limit = 200): Promise<SnapshotPage> {
    const page = await this.store.snapshot({ ...device, cursor, limit });
    if ('outcome' in page) throw new Error(`the device is refused: ${page.outcome}`);
    return page;
  }

  /** A whole snapshot: its checkpoint, and the views of all pages. */
  async snapshot(
    device: DeviceRef,
    limit = 200,
  ): Promise<{ readonly checkpoint: SeqId; readonly views: readonly SessionView[] }> {
    const first = await this.snapshotPage(device, null, limit);
    const views = [...first.sessions];
    for (let next = first.next; next !== null;) {
      const page: SnapshotPage = await this.snapshotPage(device, next, limit);
      if (page.next !== null && page.next === next) throw new Error('a cursor that leads to itself');
      views.push(...page.sessions);
      next = page.next;
    }
    return { checkpoint: first.checkpoint, views };
  }

  async view(device: DeviceRef, sessionId: string): Promise<SessionView> {
    const { views } = await this.snapshot(device);
    return some(views.find((view) => view.sessionId === sessionId));
  }
}

/** The value, which must be there. */
export function some<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('expected something, got nothing');
  return value;
}

export function storedOf(change: Change): Stored {
  if (change.outcome === 'refused') throw new Error(`expected it to be stored, got: ${change.reason}`);
  return change;
}

export function frameOf(answer: PullAnswer | { readonly outcome: string }): SyncFrame {
  if (answer.outcome !== 'continue' || !('frame' in answer)) throw new Error(`expected a frame, got ${answer.outcome}`);
  return answer.frame;
}

export function pageOf(answer: HistoryPage | Refused): HistoryPage {
  if ('outcome' in answer) throw new Error(`expected a page, got: ${answer.reason}`);
  return answer;
}

export const REFUSED = (reason: string) => ({ outcome: 'refused', reason });

export const entriesOf = (items: readonly SyncItem[]): readonly Entry[] =>
  items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));

export const seqsOf = (entries: readonly Entry[]): readonly SeqId[] => entries.map((entry) => entry.seq);

export const nameOf = (entry: Entry): string => `${entry.sessionId}#${entry.seq}`;

/** from, from + 1, …, to. */
export const upTo = (to: SeqId, from: SeqId = 1): readonly SeqId[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
