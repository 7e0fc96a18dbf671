import { MAX_SEQ } from '../seq.ts';
import type { KnownDays } from '../days.ts';
import { FencedError, GapError } from '../device-store.ts';
import type {
  Audited,
  DeviceStore,
  Follow,
  Missed,
  Orphan,
  OutboxItem,
  Position,
  Repair,
  SessionFrameResult,
  SessionRecord,
  SyncDigest,
} from '../device-store.ts';
import { frameNeeds, isReplacedBy, isSettledBy, newItems, planFrame } from '../device/frame-plan.ts';
import { editOfAmended, settledItem } from '../device/amended.ts';
import { isNewLife, lostItem, orphansIn, restarted } from '../device/life.ts';
import { holdOwn, honourPreview } from '../device/session-record.ts';
import { planRepair } from '../device/repair.ts';
import { followOf, foldMoved, foldSessionFrame, missedBetween } from '../device/session-checkpoint.ts';
import { foldChanges, foldHistory, foldView, missedChangesOf } from '../device/session-record.ts';
import { hiddenChanges, planStates, redacted } from '../device/state-plan.ts';
import { NO_DIGEST, addDigests, digestOf, subtractDigest, syncDigestOf } from '../digest.ts';
import type { RangeDigest } from '../digest.ts';
import type { Entry, UserProfile } from '../entry.ts';
import type { MessageState } from '../message-state.ts';
import { joinSets, privateSessionOf } from '../own-data.ts';
import type { OwnValue } from '../own-data.ts';
import type { ChangesPage, FollowAnswer, HistoryPage, SessionFrame, SnapshotPage, SyncFrame } from '../pages.ts';
import { holds } from '../ranges.ts';
import type { Range } from '../ranges.ts';
import type { SeqId } from '../seq.ts';

/** All that a device keeps, as one value: a "disk" that outlives the tab that wrote it. */
export type DeviceDisk = {
  fence: number;
  position: Position | null;
  /** The epoch of what the records speak of: before a snapshot is whole it is ahead of the position's. */
  recordsEpoch: string | null;
  /** What was told of the sync timeline since its base. */
  syncDigest: Pick<SyncDigest, 'base' | 'digest'>;
  audited: Map<string, Audited>;
  days: Map<string, KnownDays>;
  records: Map<string, SessionRecord>;
  /** The snapshot generation that last named a session. */
  generations: Map<string, string>;
  entries: Map<string, Map<SeqId, Entry>>;
  /** What is in force on messages, by session and SeqId. */
  states: Map<string, Map<SeqId, MessageState>>;
  /** Own data, by key. */
  own: Map<string, OwnValue>;
  users: Map<string, UserProfile>;
  outbox: OutboxItem[];
  orphans: Orphan[];
  nextOrder: number;
};

export function emptyDisk(): DeviceDisk {
  return {
    fence: 0,
    position: null,
    recordsEpoch: null,
    syncDigest: { base: 0, digest: NO_DIGEST },
    audited: new Map(),
    days: new Map(),
    records: new Map(),
    generations: new Map(),
    entries: new Map(),
    states: new Map(),
    own: new Map(),
    users: new Map(),
    outbox: [],
    orphans: [],
    nextOrder: 1,
  };
}

/** A device store in memory: what a simulation runs on, and what a browser falls back to without IndexedDB. */
export class MemoryDeviceStore implements DeviceStore {
  readonly selfId: string;
  readonly disk: DeviceDisk;

  constructor(selfId: string, disk: DeviceDisk = emptyDisk()) {
    this.selfId = selfId;
    this.disk = disk;
  }

  async acquire(): Promise<number> {
    this.disk.fence += 1;
    return this.disk.fence;
  }

  async position(): Promise<Position | null> {
    return this.disk.position;
  }

  async apply(fence: number, frame: SyncFrame): Promise<Position> {
    this.#checkFence(fence);
    const { disk } = this;
    const { position } = disk;
    if (position === null || position.epoch !== frame.epoch || frame.from > position.checkpoint + 1) {
      throw new GapError(`frame ${frame.from}..${frame.to} does not continue ${JSON.stringify(position)}`);
    }
    const items = newItems(frame, position.checkpoint);
    const needs = frameNeeds(items);
    const held = new Map([...needs.heldAfter].map(([id, after]) => [id, this.#held(id, after + 1, Infinity)]));
    const plan = planFrame(items, disk.records, held, this.selfId);
    for (const record of plan.records.values()) this.#putRecord(record);
    this.#storeEntries(plan.entries.filter((entry) => this.#keeps(plan.records.get(entry.sessionId), entry)));
    this.#storeUsers(frame.users);
    this.#clearOutbox(needs.sessionIds, plan.entries);
    disk.syncDigest = { ...disk.syncDigest, digest: addDigests(disk.syncDigest.digest, syncDigestOf(items)) };
    disk.position = { epoch: frame.epoch, checkpoint: Math.max(position.checkpoint, frame.to) };
    return disk.position;
  }

  async replace(fence: number, page: SnapshotPage, generation: string, position: Position): Promise<void> {
    this.#checkFence(fence);
    const { disk } = this;
    const isOther = disk.recordsEpoch !== null && disk.recordsEpoch !== page.epoch;
    if (isOther || isNewLife(disk.position, position)) this.#forgetTimelines();
    disk.recordsEpoch = page.epoch;
    for (const view of page.sessions) {
      this.#putRecord(foldView(disk.records.get(view.sessionId) ?? null, view));
      disk.generations.set(view.sessionId, generation);
    }
    this.#storeUsers(page.users);
    this.#clearOutbox(
      page.sessions.map((view) => view.sessionId),
      [],
    );
    if (page.next !== null) return;
    for (const id of [...disk.records.keys()]) {
      if (disk.generations.get(id) === generation) continue;
      disk.records.delete(id);
      disk.entries.delete(id);
      disk.states.delete(id);
      disk.generations.delete(id);
    }
    disk.position = position;
    disk.syncDigest = { base: position.checkpoint, digest: NO_DIGEST };
  }

  async follows(): Promise<readonly Follow[]> {
    return [...this.disk.records.values()].flatMap((record) => followOf(record) ?? []);
  }

  async catchUp(fence: number, answer: FollowAnswer): Promise<readonly Missed[]> {
    this.#checkFence(fence);
    const { disk } = this;
    if (disk.position?.epoch !== answer.epoch) return [];
    const missed = answer.moved.flatMap((view): Missed[] => {
      const record = disk.records.get(view.sessionId);
      if (record === undefined) return [];
      const after = foldMoved(record, view, this.#held(view.sessionId, view.head + 1, Infinity), this.selfId);
      this.#putRecord(after);
      return [{ sessionId: view.sessionId, gaps: missedBetween(record, after) }];
    });
    this.#storeUsers(answer.users);
    const touched = answer.moved.map((view) => view.sessionId);
    this.#clearOutbox(touched, []);
    return missed.filter(({ gaps }) => gaps.length > 0);
  }

  async applySession(fence: number, frame: SessionFrame): Promise<SessionFrameResult> {
    this.#checkFence(fence);
    const { disk } = this;
    const record = disk.records.get(frame.sessionId);
    if (record === undefined || disk.position?.epoch !== frame.epoch) return 'applied';
    const plan = foldSessionFrame(record, frame, this.selfId);
    if (plan.record === record) return plan.result;
    // The entries first: what is journaled of a checkpoint lies after what it covers.
    this.#storeEntries(frame.entries.filter((entry) => this.#keeps(plan.record, entry)));
    this.#putRecord(plan.record);
    this.#storeUsers(frame.users);
    this.#clearOutbox([frame.sessionId], frame.entries);
    return plan.result;
  }

  async fill(fence: number, page: HistoryPage): Promise<void> {
    this.#checkFence(fence);
    const { disk } = this;
    const record = disk.records.get(page.sessionId);
    if (record === undefined || disk.position?.epoch !== page.epoch) return;
    const filled = foldHistory(record, page);
    this.#storeEntries(
      page.entries.filter((entry) => this.#keeps(filled, entry)),
      page.changes,
    );
    disk.records.set(page.sessionId, this.#previewed(filled));
    this.#storeUsers(page.users);
  }

  async missedChanges(): Promise<readonly { readonly sessionId: string; readonly after: SeqId }[]> {
    return [...this.disk.records.values()].flatMap((record) => missedChangesOf(record) ?? []);
  }

  async putChanges(fence: number, page: ChangesPage): Promise<void> {
    this.#checkFence(fence);
    const { disk } = this;
    const record = disk.records.get(page.sessionId);
    if (record === undefined || disk.position?.epoch !== page.epoch) return;
    this.#storeEntries([], page.changes);
    disk.records.set(page.sessionId, this.#previewed(foldChanges(record, page)));
    this.#storeUsers(page.users);
  }

  async orphans(): Promise<readonly Orphan[]> {
    return this.disk.orphans;
  }

  async settleOrphans(
    fence: number,
    { stored, lost }: { readonly stored: readonly string[]; readonly lost: readonly string[] },
  ): Promise<void> {
    this.#checkFence(fence);
    const { disk } = this;
    const gone = new Set(lost);
    for (const orphan of disk.orphans) {
      if (!gone.has(orphan.clientId) || disk.outbox.some(({ clientId }) => clientId === orphan.clientId)) continue;
      disk.outbox = [...disk.outbox, { ...lostItem(orphan), order: disk.nextOrder }];
      disk.nextOrder += 1;
    }
    const done = new Set([...stored, ...lost]);
    disk.orphans = disk.orphans.filter(({ clientId }) => !done.has(clientId));
  }

  async digests(sessionId: string, ranges: readonly Range[]): Promise<readonly RangeDigest[]> {
    return ranges.map(({ from, to }) => {
      const entries = this.#held(sessionId, from, to);
      return { from, to, count: entries.length, digest: digestOf(entries) };
    });
  }

  async repair(fence: number, stretch: Range, page: HistoryPage): Promise<Repair> {
    this.#checkFence(fence);
    const { disk } = this;
    const record = disk.records.get(page.sessionId);
    if (record === undefined || disk.position?.epoch !== page.epoch) return { changed: 0, orphans: 0 };
    const held = this.#held(page.sessionId, stretch.from, stretch.to);
    const states = disk.states.get(page.sessionId) ?? new Map<SeqId, MessageState>();
    const plan = planRepair(record, held, stretch, page, this.selfId, states);
    for (const { seq } of held) disk.entries.get(page.sessionId)?.delete(seq);
    this.#storeEntries(plan.entries, page.changes);
    disk.records.set(page.sessionId, this.#previewed(plan.record));
    this.#storeUsers(page.users);
    const kept = new Set(this.#held(page.sessionId, 0, Infinity).map(({ clientId }) => clientId));
    for (const { clientId } of disk.outbox) kept.add(clientId);
    const orphans = plan.orphans.filter(({ clientId }) => !kept.has(clientId));
    disk.orphans = [...disk.orphans, ...orphans];
    return { changed: plan.changed.length, orphans: orphans.length };
  }

  async syncDigest(): Promise<SyncDigest | null> {
    const { position, syncDigest } = this.disk;
    return position && { ...position, ...syncDigest };
  }

  async syncCompared(fence: number, compared: SyncDigest): Promise<void> {
    this.#checkFence(fence);
    const { disk } = this;
    if (disk.position?.epoch !== compared.epoch || disk.syncDigest.base !== compared.base) return;
    const digest = subtractDigest(disk.syncDigest.digest, compared.digest);
    disk.syncDigest = { base: compared.checkpoint, digest };
  }

  async audited(): Promise<ReadonlyMap<string, Audited>> {
    return new Map(this.disk.audited);
  }

  async noteAudited(fence: number, audited: Audited): Promise<void> {
    this.#checkFence(fence);
    this.disk.audited.set(audited.sessionId, audited);
  }

  async days(sessionId: string): Promise<KnownDays | null> {
    return this.disk.days.get(sessionId) ?? null;
  }

  async noteDays(fence: number, days: KnownDays): Promise<void> {
    this.#checkFence(fence);
    this.disk.days.set(days.sessionId, days);
  }

  async enqueue(item: Omit<OutboxItem, 'order' | 'state'>): Promise<OutboxItem> {
    const { disk } = this;
    disk.outbox = disk.outbox.filter((other) => !isReplacedBy(other, item));
    const added: OutboxItem = { ...item, order: disk.nextOrder, state: { kind: 'queued' } };
    disk.nextOrder += 1;
    disk.outbox = [...disk.outbox, added];
    return added;
  }

  async outbox(): Promise<readonly OutboxItem[]> {
    return this.disk.outbox;
  }

  async settle(
    clientId: string,
    state: Exclude<OutboxItem['state'], { kind: 'queued' }>,
    held?: { readonly fence: number; readonly entry: Entry },
  ): Promise<void> {
    const { disk } = this;
    const record = held && disk.records.get(held.entry.sessionId);
    if (held && record && held.fence >= disk.fence) {
      const holding = holdOwn(record, held.entry);
      disk.records.set(record.sessionId, holding);
      if (this.#keeps(holding, held.entry)) this.#storeEntries([held.entry]);
    }
    disk.outbox = disk.outbox.flatMap((item) => {
      if (item.clientId !== clientId || item.state.kind !== 'queued') return [item];
      const edit = held && editOfAmended(item, held.entry);
      if (edit) return [edit];
      const settled = settledItem(item, state);
      const done = isSettledBy(settled, disk.records.get(item.sessionId) ?? null, new Set());
      return done && state.kind === 'stored' ? [] : [settled];
    });
  }

  async requeue(clientId: string): Promise<void> {
    this.disk.outbox = this.disk.outbox.map((item) =>
      item.clientId === clientId && item.state.kind === 'refused' ? { ...item, state: { kind: 'queued' } } : item,
    );
  }

  async amend(clientId: string, text: string): Promise<boolean> {
    const item = this.disk.outbox.find((one) => one.clientId === clientId);
    if (item?.action.kind !== 'send' || item.state.kind === 'stored') return false;
    const amended: OutboxItem = {
      ...item,
      action: { ...item.action, text },
      state: { kind: 'queued' },
      amended: true,
    };
    this.disk.outbox = this.disk.outbox.map((one) => (one === item ? amended : one));
    return true;
  }

  async discard(clientId: string): Promise<void> {
    this.disk.outbox = this.disk.outbox.filter((item) => item.clientId !== clientId);
  }

  async own(prefix: string): Promise<readonly OwnValue[]> {
    const found = [...this.disk.own.values()].filter(({ key }) => key.startsWith(prefix));
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async sessions(): Promise<readonly SessionRecord[]> {
    return [...this.disk.records.values()];
  }

  async session(sessionId: string): Promise<SessionRecord | null> {
    return this.disk.records.get(sessionId) ?? null;
  }

  async entries(sessionId: string, from: SeqId, to: SeqId): Promise<readonly Entry[]> {
    return this.#held(sessionId, from, to);
  }

  async states(sessionId: string, from: SeqId, to: SeqId): Promise<readonly MessageState[]> {
    const all = this.disk.states.get(sessionId)?.values() ?? [];
    return [...all].filter(({ seq }) => seq >= from && seq <= to).sort((a, b) => a.seq - b.seq);
  }

  async pinned(sessionId: string): Promise<readonly MessageState[]> {
    return (await this.states(sessionId, 0, MAX_SEQ)).filter(({ pin }) => pin?.on);
  }

  async users(userIds: readonly string[]): Promise<ReadonlyMap<string, UserProfile>> {
    return new Map(
      userIds.flatMap((id) => {
        const user = this.disk.users.get(id);
        return user ? [[id, user] as const] : [];
      }),
    );
  }

  async putUsers(users: readonly UserProfile[]): Promise<void> {
    this.#storeUsers(users);
  }

  #checkFence(fence: number): void {
    if (fence < this.disk.fence) throw new FencedError(`fence ${fence} is older than ${this.disk.fence}`);
  }

  #held(sessionId: string, from: SeqId, to: number): readonly Entry[] {
    const all = this.disk.entries.get(sessionId)?.values() ?? [];
    return [...all].filter((entry) => entry.seq >= from && entry.seq <= to).sort((a, b) => a.seq - b.seq);
  }

  /** Puts entries in place, and joins them and `changes` to the states of the messages that they name. */
  #storeEntries(entries: readonly Entry[], changes: readonly Entry[] = []): void {
    const { disk } = this;
    const all = [...entries, ...changes];
    this.#storeOwn(all);
    const sessionIds = new Set(all.map(({ sessionId }) => sessionId).filter((id) => id !== this.#privateId));
    for (const sessionId of sessionIds) {
      const isOf = (entry: Entry) => entry.sessionId === sessionId;
      const stored = disk.entries.get(sessionId) ?? new Map<SeqId, Entry>();
      const { visibleFrom } = disk.records.get(sessionId) ?? { visibleFrom: 1 };
      const states = disk.states.get(sessionId) ?? new Map<SeqId, MessageState>();
      const plan = planStates(entries.filter(isOf), changes.filter(isOf), states, visibleFrom);
      for (const entry of plan.entries) stored.set(entry.seq, entry);
      for (const entry of redacted(stored.values(), plan.recalled)) stored.set(entry.seq, entry);
      for (const state of plan.states) states.set(state.seq, state);
      disk.entries.set(sessionId, stored);
      disk.states.set(sessionId, states);
    }
  }

  /** The private session is kept as what it says, and not as entries. */
  #storeOwn(entries: readonly Entry[]): void {
    const { own } = this.disk;
    const sets = entries.filter(({ sessionId }) => sessionId === this.#privateId);
    for (const value of joinSets(sets, own.values())) own.set(value.key, value);
  }

  /** True for an entry that is held, or is of the user's own data. */
  #keeps(record: SessionRecord | undefined, { sessionId, seq }: Entry): boolean {
    return sessionId === this.#privateId || (record !== undefined && holds(record.held, { from: seq, to: seq }));
  }

  get #privateId(): string {
    return privateSessionOf(this.selfId);
  }

  /** What was held goes where it can be seen no more: one has joined again, or it has expired. */
  #putRecord(record: SessionRecord): void {
    const { sessionId, visibleFrom } = record;
    const before = this.disk.records.get(sessionId);
    this.disk.records.set(sessionId, record);
    if (before === undefined || before.visibleFrom >= visibleFrom) return;
    const entries = this.disk.entries.get(sessionId);
    for (const kept of [entries, this.disk.states.get(sessionId)]) {
      for (const seq of kept?.keys() ?? []) if (seq < visibleFrom) kept?.delete(seq);
    }
    for (const entry of hiddenChanges(entries?.values() ?? [], visibleFrom)) entries?.set(entry.seq, entry);
  }

  #previewed(record: SessionRecord): SessionRecord {
    return honourPreview(record, this.disk.states.get(record.sessionId)?.get(record.lastMessage?.seq ?? 0));
  }

  #storeUsers(users: readonly UserProfile[]): void {
    for (const user of users) this.disk.users.set(user.userId, user);
  }

  #clearOutbox(sessionIds: readonly string[], applied: readonly Entry[]): void {
    const touched = new Set(sessionIds);
    const own = new Map(
      applied.flatMap((entry) => (entry.authorId === this.selfId && entry.clientId ? [[entry.clientId, entry]] : [])),
    );
    this.disk.outbox = this.disk.outbox.flatMap((item) => {
      const record = this.disk.records.get(item.sessionId) ?? null;
      if (!touched.has(item.sessionId) || !isSettledBy(item, record, own)) return [item];
      const entry = own.get(item.clientId);
      return (entry && editOfAmended(item, entry)) ?? [];
    });
  }

  /** Another life: the numbers of the old one mean nothing any more. Outbox and profiles stay. */
  #forgetTimelines(): void {
    const held = [...this.disk.entries.values()].flatMap((entries) => [...entries.values()]);
    // What is still in the outbox goes again by itself.
    const waiting = new Set(this.disk.outbox.map(({ clientId }) => clientId));
    const states = (entry: Entry) => this.disk.states.get(entry.sessionId)?.get(entry.seq);
    const orphans = orphansIn(held, this.selfId, states).filter(({ clientId }) => !waiting.has(clientId));
    this.disk.orphans = [...this.disk.orphans, ...orphans];
    this.disk.outbox = this.disk.outbox.flatMap((item) => restarted(item) ?? []);
    this.disk.records.clear();
    this.disk.entries.clear();
    this.disk.states.clear();
    this.disk.own.clear();
    this.disk.generations.clear();
    this.disk.position = null;
  }
}
