import type { Days, DaysRequest } from '../days.ts';
import type { UserProfile } from '../entry.ts';
import type { ChangesPage, HistoryPage, PullAnswer, SnapshotPage } from '../pages.ts';
import { DEFAULT_PULL_THRESHOLD } from '../policy.ts';
import type { SyncMode } from '../policy.ts';
import type { SeqId } from '../seq.ts';
import type {
  AckOutcome,
  AckRequest,
  AppendBatch,
  AppendRequest,
  ChangesRequest,
  AuditSyncRequest,
  Change,
  ChangeSessionRequest,
  Companion,
  CompanionsRequest,
  CreateSessionRequest,
  DeviceOutcome,
  DeviceRecord,
  FindRequest,
  Digests,
  ExpireOutcome,
  DigestsRequest,
  FollowRequest,
  Followings,
  Found,
  HistoryRequest,
  MarkReadOutcome,
  MembersPage,
  MembersRequest,
  ModeOutcome,
  NewDevice,
  PullRequest,
  Receipts,
  ReceiptsRequest,
  Refused,
  SnapshotRequest,
  SyncAuditOutcome,
  TimelineStore,
} from '../timeline-store.ts';
import { auditSync, digests } from './memory/audit.ts';
import { changeSession } from './memory/changes.ts';
import * as devices from './memory/devices.ts';
import { follow } from './memory/follow.ts';
import { changes, days, history, members, snapshot } from './memory/session-reads.ts';
import { companions, receipts } from './memory/people-reads.ts';
import { copyState, deviceKey, emptyState } from './memory/state.ts';
import type { State, UserDirectory } from './memory/state.ts';
import { pull } from './memory/sync-reads.ts';
import type { DeviceRefusal } from './memory/sync-reads.ts';
import { Transaction } from './memory/transaction.ts';
import { appendOne, createSession, expire, find, markRead, overrideMode } from './memory/writes.ts';
import type { Stored, WriteContext } from './memory/writes.ts';

export type MemoryTimelineStoreOptions = {
  readonly epoch: string;
  /** The clock, in ms since 1970. */
  readonly now: () => number;
  readonly users: ReadonlyMap<string, UserProfile> | ((userId: string) => UserProfile | undefined);
  /** The most members that one session may have; no limit unless told. */
  readonly maxMembers?: number;
  /** The most members that push mode carries; above it a session goes into pull mode. */
  readonly pullThreshold?: number;
};

/** A copy of everything in a store, to be restored later, as from a backup. Opaque. */
export type MemoryDump = { readonly state: State };

/**
 * The server's store in memory: the executable spec of `TimelineStore`. Every method runs to its end without a pause,
 * so each is one transaction and they happen one after another.
 */
export class MemoryTimelineStore implements TimelineStore {
  #state: State;
  #fanOutFails = false;
  readonly #now: () => number;
  readonly #users: UserDirectory;
  readonly #maxMembers: number;
  readonly #pullThreshold: number;

  constructor(options: MemoryTimelineStoreOptions) {
    const { users } = options;
    this.#state = emptyState(options.epoch);
    this.#now = options.now;
    this.#users = typeof users === 'function' ? users : (userId) => users.get(userId);
    this.#maxMembers = options.maxMembers ?? Infinity;
    this.#pullThreshold = options.pullThreshold ?? DEFAULT_PULL_THRESHOLD;
  }

  async epoch(): Promise<string> {
    return this.#state.epoch;
  }

  async registerDevice(device: NewDevice): Promise<DeviceOutcome> {
    return devices.registerDevice(this.#state, device);
  }

  async device(userId: string, deviceId: string): Promise<DeviceRecord | null> {
    return this.#state.devices.get(deviceKey(userId, deviceId))?.record ?? null;
  }

  async devices(userId: string): Promise<readonly DeviceRecord[]> {
    const all = [...this.#state.devices.values()].map(({ record }) => record);
    return all.filter((record) => record.userId === userId && record.status !== 'revoked');
  }

  async touchDevice(userId: string, deviceId: string, at: number): Promise<void> {
    devices.touchDevice(this.#state, userId, deviceId, at);
  }

  async revokeDevice(userId: string, deviceId: string): Promise<DeviceOutcome> {
    return devices.revokeDevice(this.#state, userId, deviceId);
  }

  async ackSync(request: AckRequest): Promise<AckOutcome> {
    return devices.ackSync(this.#state, request, this.#now());
  }

  async append(batch: readonly AppendRequest[]): Promise<AppendBatch> {
    return this.#transact((context) => {
      const outcomes = batch.map((request) => appendOne(context, request));
      return { outcomes, ...context.tx.tidings() };
    });
  }

  async createSession(request: CreateSessionRequest): Promise<Change> {
    return this.#change((context) => createSession(context, request));
  }

  async changeSession(request: ChangeSessionRequest): Promise<Change> {
    return this.#change((context) => changeSession(context, request));
  }

  async overrideMode(request: { sessionId: string; mode: SyncMode | null }): Promise<ModeOutcome | null> {
    return this.#transact((context) => {
      const mode = overrideMode(context, request);
      return mode && { mode, ...context.tx.tidings() };
    });
  }

  async expire(request: { sessionId: string; before: number }): Promise<ExpireOutcome | null> {
    return this.#transact((context) => {
      const floor = expire(context, request);
      return floor === null ? null : { floor, ...context.tx.tidings() };
    });
  }

  async markRead(request: { userId: string; sessionId: string; seq: SeqId }): Promise<MarkReadOutcome> {
    return this.#transact((context) => {
      const result = markRead(context, request);
      if (result.outcome === 'refused') return result;
      return { ...result, ...context.tx.tidings() };
    });
  }

  async find(request: FindRequest): Promise<Found | Refused> {
    return find(this.#state, request);
  }

  async pull(request: PullRequest): Promise<PullAnswer | DeviceRefusal> {
    return pull(this.#state, this.#users, request);
  }

  async follow(request: FollowRequest): Promise<Followings | DeviceRefusal> {
    return follow(this.#state, this.#users, request);
  }

  async snapshot(request: SnapshotRequest): Promise<SnapshotPage | DeviceRefusal> {
    return snapshot(this.#state, this.#users, request);
  }

  async history(request: HistoryRequest): Promise<HistoryPage | Refused> {
    return history(this.#state, this.#users, request);
  }

  async changes(request: ChangesRequest): Promise<ChangesPage | Refused> {
    return changes(this.#state, this.#users, request);
  }

  async days(request: DaysRequest): Promise<Days | Refused> {
    return days(this.#state, request);
  }

  async digests(request: DigestsRequest): Promise<Digests | Refused> {
    return digests(this.#state, request);
  }

  async auditSync(request: AuditSyncRequest): Promise<DeviceRefusal | { readonly outcome: SyncAuditOutcome }> {
    return auditSync(this.#state, request);
  }

  async members(request: MembersRequest): Promise<MembersPage | Refused> {
    return members(this.#state, this.#users, request);
  }

  async receipts(request: ReceiptsRequest): Promise<Receipts | Refused> {
    return receipts(this.#state, request);
  }

  async companions(request: CompanionsRequest): Promise<readonly Companion[]> {
    return companions(this.#state, request);
  }

  /** For tests: takes away what lies below `floor` of a device's sync timeline, as retention does. */
  purgeSync(userId: string, deviceId: string, floor: SeqId): void {
    devices.purgeSync(this.#state, userId, deviceId, floor);
  }

  /** For tests: lets a device go dormant, as retention does. */
  sleep(userId: string, deviceId: string): void {
    devices.sleep(this.#state, userId, deviceId);
  }

  /** For tests: while on, a write that reaches a sync timeline fails as a broken disk would make it fail. */
  setFanOutFails(fails: boolean): void {
    this.#fanOutFails = fails;
  }

  /** For tests: everything as it stands now. */
  dump(): MemoryDump {
    return { state: copyState(this.#state) };
  }

  /** For tests: goes back to an earlier copy, which is another life of the numbering and so has another epoch. */
  restore(dump: MemoryDump, epoch: string): void {
    this.#state = { ...copyState(dump.state), epoch };
    // What devices had acknowledged was of the life before.
    for (const device of this.#state.devices.values()) device.record = { ...device.record, acked: null };
  }

  #change(write: (context: WriteContext) => Stored | Refused): Change {
    return this.#transact((context) => {
      const result = write(context);
      if (result.outcome === 'refused') return result;
      return { ...result, ...context.tx.tidings() };
    });
  }

  #transact<Result>(work: (context: WriteContext) => Result): Result {
    const tx = new Transaction(this.#state);
    const limits = { maxMembers: this.#maxMembers, pullThreshold: this.#pullThreshold };
    const context = { state: this.#state, tx, now: this.#now, users: this.#users, ...limits };
    try {
      const result = work(context);
      if (this.#fanOutFails && tx.hasFannedOut) throw new Error('the sync timelines cannot be written');
      return result;
    } catch (error) {
      tx.rollBack();
      throw error;
    }
  }
}
