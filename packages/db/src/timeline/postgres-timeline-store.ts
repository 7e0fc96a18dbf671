import { DEFAULT_PULL_THRESHOLD } from '@tidemark/timeline';
import type {
  AckOutcome,
  AckRequest,
  AppendBatch,
  AppendRequest,
  AuditSyncRequest,
  Change,
  ChangeSessionRequest,
  ChangesPage,
  ChangesRequest,
  Companion,
  CompanionsRequest,
  CreateSessionRequest,
  Days,
  DaysRequest,
  DeviceOutcome,
  DeviceRecord,
  Digests,
  DigestsRequest,
  ExpireOutcome,
  FollowRequest,
  Followings,
  HistoryPage,
  HistoryRequest,
  MarkReadOutcome,
  MembersPage,
  MembersRequest,
  ModeOutcome,
  NewDevice,
  PullAnswer,
  PullRequest,
  Receipts,
  ReceiptsRequest,
  Refused,
  SeqId,
  SnapshotPage,
  SnapshotRequest,
  SyncAuditOutcome,
  SyncMode,
  TimelineStore,
} from '@tidemark/timeline';
import type { Pool } from 'pg';
import { ackSync } from './ack-sync.ts';
import { append } from './append.ts';
import { auditSync } from './audit-sync.ts';
import { changeSession } from './change-session.ts';
import { createSession } from './create-session.ts';
import { days } from './days.ts';
import { digests } from './digests.ts';
import * as devices from './devices.ts';
import { countExpired, expire, findExpiring, type ExpireRequest } from './expire.ts';
import { findOwn, type OwnActions, type StoredActions } from './find-own.ts';
import { follow } from './follow.ts';
import { changes, history } from './history.ts';
import { companions } from './companions.ts';
import { countAfterwards, markRead } from './mark-read.ts';
import { members } from './members.ts';
import { only } from './outcomes.ts';
import { overrideMode } from './override-mode.ts';
import { pull, type DeviceRefusal } from './pull.ts';
import { receipts } from './receipts.ts';
import { snapshot } from './snapshot.ts';
import { readEpoch } from './sql/epoch.ts';
import type { StoreLimits } from './store-limits.ts';
import { readTransaction, writeTransaction, type TransactionOptions } from './transaction.ts';

export { ensurePartitions, databaseTime } from './partitions.ts';
export { standings } from './standings.ts';

export type PostgresTimelineStoreOptions = {
  readonly pool: Pool;
  /** The clock, in ms since 1970; the system's by default. */
  readonly now?: () => number;
  /** The most members that one session may have; no limit unless told. */
  readonly maxMembers?: number;
  /** The most members that push mode carries; above it a session goes into pull mode. */
  readonly pullThreshold?: number;
  /** How long a partition is that a write finds missing, in ms; a day by default. */
  readonly partitionMs?: number;
  /** Told when a write has found a partition missing and made it. */
  readonly onPartitionMissing?: () => void;
};

/**
 * The server's store in PostgreSQL. Every write is one transaction; what a write must not be overtaken by is held by
 * row locks taken in one order: sessions by id, then `user_session` rows by user, then devices by (user, device).
 * Any number of processes may use one database. Methods throw only what the database cannot do; every action may be
 * tried again with the same ids.
 */
export class PostgresTimelineStore implements TimelineStore {
  readonly #pool: Pool;
  readonly #writes: TransactionOptions;
  readonly #limits: StoreLimits;

  constructor(options: PostgresTimelineStoreOptions) {
    this.#pool = options.pool;
    this.#writes = { ...options, now: options.now ?? Date.now };
    const { maxMembers = Infinity, pullThreshold = DEFAULT_PULL_THRESHOLD } = options;
    this.#limits = { maxMembers, pullThreshold };
  }

  async epoch(): Promise<string> {
    return only(await readEpoch.run(this.#pool, []), 'epoch').epoch;
  }

  registerDevice(device: NewDevice): Promise<DeviceOutcome> {
    return devices.register(this.#pool, device);
  }

  device(userId: string, deviceId: string): Promise<DeviceRecord | null> {
    return devices.find(this.#pool, userId, deviceId);
  }

  devices(userId: string): Promise<readonly DeviceRecord[]> {
    return devices.list(this.#pool, userId);
  }

  touchDevice(userId: string, deviceId: string, at: number): Promise<void> {
    return devices.touch(this.#pool, userId, deviceId, at);
  }

  revokeDevice(userId: string, deviceId: string): Promise<DeviceOutcome> {
    return devices.revoke(this.#pool, userId, deviceId, this.#writes.now());
  }

  ackSync(request: AckRequest): Promise<AckOutcome> {
    return ackSync(this.#pool, request, this.#writes.now());
  }

  append(batch: readonly AppendRequest[]): Promise<AppendBatch> {
    return writeTransaction(this.#writes, (tx) => append(tx, batch));
  }

  createSession(request: CreateSessionRequest): Promise<Change> {
    return writeTransaction(this.#writes, (tx) => createSession(tx, request, this.#limits));
  }

  changeSession(request: ChangeSessionRequest): Promise<Change> {
    return writeTransaction(this.#writes, (tx) => changeSession(tx, request, this.#limits));
  }

  overrideMode(request: { sessionId: string; mode: SyncMode | null }): Promise<ModeOutcome | null> {
    return writeTransaction(this.#writes, (tx) => overrideMode(tx, request, this.#limits.pullThreshold));
  }

  async expire(request: ExpireRequest): Promise<ExpireOutcome | null> {
    const { sessionId } = request;
    const upTo = await findExpiring(this.#pool, request);
    if (upTo === null) return null;
    const outcome = await writeTransaction(this.#writes, (tx) => expire(tx, sessionId, upTo));
    return outcome && countExpired(this.#pool, sessionId, outcome);
  }

  async markRead(request: { userId: string; sessionId: string; seq: SeqId }): Promise<MarkReadOutcome> {
    const outcome = await writeTransaction(this.#writes, (tx) => markRead(tx, request));
    return countAfterwards(this.#pool, request, outcome);
  }

  find(request: OwnActions): Promise<StoredActions | Refused> {
    return findOwn(this.#pool, request);
  }

  pull(request: PullRequest): Promise<PullAnswer | DeviceRefusal> {
    return pull(this.#pool, request);
  }

  follow(request: FollowRequest): Promise<Followings | DeviceRefusal> {
    return readTransaction(this.#pool, (client) => follow(client, request));
  }

  async snapshot(request: SnapshotRequest): Promise<SnapshotPage | DeviceRefusal> {
    for (;;) {
      const page = await readTransaction(this.#pool, (client) => snapshot(client, request));
      if (!('outcome' in page) || page.outcome !== 'device-asleep') return page;
      await devices.wake(this.#pool, request.userId, request.deviceId);
    }
  }

  history(request: HistoryRequest): Promise<HistoryPage | Refused> {
    return history(this.#pool, request);
  }

  changes(request: ChangesRequest): Promise<ChangesPage | Refused> {
    return changes(this.#pool, request);
  }

  days(request: DaysRequest): Promise<Days | Refused> {
    return days(this.#pool, request);
  }

  digests(request: DigestsRequest): Promise<Digests | Refused> {
    return digests(this.#pool, request);
  }

  auditSync(request: AuditSyncRequest): Promise<DeviceRefusal | { readonly outcome: SyncAuditOutcome }> {
    return auditSync(this.#pool, request);
  }

  members(request: MembersRequest): Promise<MembersPage | Refused> {
    return members(this.#pool, request);
  }

  receipts(request: ReceiptsRequest): Promise<Receipts | Refused> {
    return receipts(this.#pool, request);
  }

  companions(request: CompanionsRequest): Promise<readonly Companion[]> {
    return companions(this.#pool, request);
  }
}
