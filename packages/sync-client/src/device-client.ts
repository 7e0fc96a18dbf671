import { PROTOCOL_VERSION } from '@tidemark/protocol';
import type { DeviceView } from '@tidemark/protocol';
import type { DeviceStore, EntryPlace, SeqId, UserProfile } from '@tidemark/timeline';
import { Actions } from './actions.ts';
import { ActionError } from './client.ts';
import type {
  Account,
  AuditProgress,
  AuditResult,
  AuditState,
  Company,
  FillAnchor,
  SessionMember,
  StorageReport,
  SyncInspection,
  SyncStatus,
  TidemarkClient,
} from './client.ts';
import { CompanyView } from './company/company-view.ts';
import type { CompanyEvent, Watch } from './company/company.ts';
import { WATCH_AGAIN, Watches } from './company/watches.ts';
import { liveQueries } from './client-live.ts';
import { Leader } from './engine/leader.ts';
import type { Room } from './engine/room-keeper.ts';
import type { Shown } from './store/evict.ts';
import { Shows } from './tabs/shows.ts';
import { endOf } from './engine/status-of.ts';
import type { Clock, Log, Random, Surroundings, TabChannel, TabLock, Transport, Undo } from './ports.ts';
import { CommandDesk } from './tabs/command-desk.ts';
import { Election } from './tabs/election.ts';
import type { Gone } from './store/errors.ts';
import type { Command } from './tabs/messages.ts';

export type DeviceClientDeps = {
  readonly account: Account;
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly lock: TabLock;
  readonly channel: TabChannel;
  readonly clock: Clock;
  readonly random: Random;
  readonly surroundings: Surroundings;
  readonly log: Log;
  /** Ends the login at the server, or notes that this is still to be done. */
  readonly endLogin: () => Promise<void>;
  /** The server has ended it: what this browser profile remembers of the account is to change. */
  readonly ended: (wiped: boolean) => Promise<void>;
  /** Deletes the store with all in it. */
  readonly wipe: () => Promise<void>;
  /** Lets go of the store, so that another tab can delete it. */
  readonly seal: () => void;
  /** Measures and cuts the store; absent where nothing is to be measured. */
  readonly room?: Room;
};

/** One tab's view of the device: elects, leads or follows, and puts the screen's wishes where they are carried out. */
export class DeviceClient implements Omit<TidemarkClient, 'storage'> {
  readonly account: Account;
  readonly live: TidemarkClient['live'];
  readonly status: TidemarkClient['status'];
  readonly #deps: DeviceClientDeps;
  readonly #election: Election;
  readonly #desk: CommandDesk;
  readonly #company: CompanyView;
  readonly #watches: Watches;
  readonly #actions: Actions;
  readonly #tabId: string;
  readonly #shows = new Shows();
  #looked: Shown = { sessionId: '', from: 0, to: 0 };
  readonly #listeners = new Set<() => void>();
  #leader: Leader | null = null;
  #leaderTab: string | null = null;
  #status: SyncStatus = { kind: 'starting' };
  #cancelWatch: Undo = () => {};
  #over = false;

  constructor(deps: DeviceClientDeps) {
    this.#deps = deps;
    this.account = deps.account;
    this.#actions = new Actions({
      ...deps,
      userId: deps.account.userId,
      uuid: () => this.#uuid(),
      outboxChanged: () => this.#outboxChanged(),
      isCutOff: () => this.#status.kind === 'offline' || this.#status.kind === 'reconnecting',
    });
    const live = liveQueries(deps.store);
    this.live = {
      ...live,
      window: (sessionId, from, to) => {
        this.#looksAt({ sessionId, from, to });
        return live.window(sessionId, from, to);
      },
    };
    this.status = {
      get: () => this.#status,
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
    this.#tabId = deps.random.uuid();
    this.#watches = new Watches(deps.clock);
    this.#company = new CompanyView(deps.clock, {
      watching: (watch) => this.#watching(watch),
      typed: (sessionId, on) => this.#typed(sessionId, on),
    });
    this.#desk = new CommandDesk(deps);
    this.#election = new Election(
      { ...deps, tabId: this.#tabId },
      {
        lead: () => this.#lead(),
        stepDown: () => this.#follow(),
        heard: (tabId, status) => this.#heard(tabId, status),
        status: () => this.#status,
      },
    );
    deps.channel.listen((message) => {
      if (message.kind === 'outbox') this.#leader?.lookAtOutbox();
      if (message.kind === 'company' && !this.#leader) this.#company.take(message.event);
      if (message.kind === 'shows') this.#shows.put(message.tabId, message.shown);
      if (message.kind === 'typed') this.#leader?.company.typed(message.sessionId, message.on);
      if (message.kind === 'watching') {
        this.#watches.put(message.tabId, message.watch);
        this.#leader?.company.look();
      }
      if (message.kind !== 'ended' || this.#over) return;
      this.#end({ kind: 'ended', reason: message.reason });
      if (message.wiped) deps.seal();
    });
  }

  get company(): Company {
    return this.#company;
  }

  start(): void {
    if (this.#over) return;
    this.#election.start();
    this.#watching(this.#company.watched);
  }

  async stop(): Promise<void> {
    this.#election.stop();
    this.#desk.abandon();
    this.#cancelWatch();
    if (this.#over) return;
    this.#deps.channel.post({ kind: 'watching', tabId: this.#tabId, watch: { people: [], receipts: [] } });
  }

  /** True when nothing more happens here: the login has ended, the page is too old, or another client goes on. */
  get over(): boolean {
    return this.#over;
  }

  /** The database is not this page's any more: another tab has deleted it, or a newer page upgraded it. */
  gone(why: Extract<Gone, 'deleted' | 'upgraded'>): void {
    if (why === 'deleted') this.#end({ kind: 'ended', reason: 'signed-out' });
    else this.#end({ kind: 'outdated' });
  }

  /** Another client goes on in the place of this one. */
  retire(): void {
    if (!this.#over) this.#halt();
    this.#deps.channel.close();
  }

  newClientId(): string {
    return this.#uuid();
  }

  send(...said: Parameters<Actions['send']>): Promise<string> {
    return this.#actions.send(...said);
  }

  forward(...said: Parameters<Actions['forward']>): Promise<string | null> {
    return this.#actions.forward(...said);
  }

  change(...said: Parameters<Actions['change']>): Promise<string> {
    return this.#actions.change(...said);
  }

  setOwn(...said: Parameters<Actions['setOwn']>): Promise<void> {
    return this.#actions.setOwn(...said);
  }

  star(place: EntryPlace, on: boolean): Promise<void> {
    return this.#actions.marker.star(place, on);
  }

  hide(sessionId: string, seqs: readonly SeqId[]): Promise<() => Promise<void>> {
    return this.#actions.marker.hide(sessionId, seqs);
  }

  markUnread(sessionId: string, from: SeqId): Promise<void> {
    return this.#actions.marker.markUnread(sessionId, from);
  }

  markRead(sessionId: string, seq: SeqId): Promise<void> {
    return this.#actions.markRead(sessionId, seq);
  }

  retry(clientId: string): Promise<void> {
    return this.#actions.retry(clientId);
  }

  discard(clientId: string): Promise<void> {
    return this.#actions.discard(clientId);
  }

  amend(clientId: string, text: string): Promise<boolean> {
    return this.#actions.amend(clientId, text);
  }

  async fill(sessionId: string, anchor: FillAnchor): Promise<void> {
    await this.#command({ name: 'fill', sessionId, anchor });
  }

  async countDays(sessionId: string, zone: string): Promise<void> {
    await this.#command({ name: 'days', sessionId, zone });
  }

  createSession({ usernames, title }: { usernames: readonly string[]; title: string | null }): Promise<string> {
    return this.#command<string>({ name: 'create-session', clientId: this.#uuid(), usernames, title });
  }

  async addMembers(sessionId: string, usernames: readonly string[]): Promise<void> {
    await this.#command({ name: 'add-members', clientId: this.#uuid(), sessionId, usernames });
  }

  async removeMember(sessionId: string, userId: string): Promise<void> {
    await this.#command({ name: 'remove-member', clientId: this.#uuid(), sessionId, userId });
  }

  async rename(sessionId: string, title: string): Promise<void> {
    await this.#command({ name: 'rename', clientId: this.#uuid(), sessionId, title });
  }

  members(sessionId: string): Promise<readonly SessionMember[]> {
    return this.#command({ name: 'members', sessionId });
  }

  findUser(username: string): Promise<UserProfile> {
    return this.#command({ name: 'find-user', username });
  }

  async audit(onProgress?: (progress: AuditProgress) => void): Promise<AuditResult> {
    const auditId = this.#uuid();
    for (let seen = 0; ;) {
      const state = await this.#command<Exclude<AuditState, { kind: 'failed' }>>({ name: 'audit', auditId, seen });
      if (state.kind === 'done') return state.result;
      onProgress?.({ done: state.done, total: state.total });
      seen = state.done;
    }
  }

  storageUse(): Promise<StorageReport> {
    const { room } = this.#deps;
    return room ? room.storageUse() : Promise.reject(new Error('this store is not measured'));
  }

  async setStorageCap(bytes: number): Promise<void> {
    await this.#deps.room?.setStorageCap(bytes);
    await this.#command({ name: 'make-room', cap: null });
  }

  freeSpace(): Promise<number> {
    return this.#command<number>({ name: 'make-room', cap: 0 });
  }

  async inspect(after: number): Promise<SyncInspection> {
    const seen = await this.#command<Omit<SyncInspection, 'here'>>({ name: 'inspect', after });
    return { ...seen, here: this.#leader !== null };
  }

  devices(): Promise<readonly DeviceView[]> {
    return this.#command({ name: 'devices' });
  }

  async revokeDevice(deviceId: string): Promise<void> {
    await this.#command({ name: 'revoke-device', deviceId });
  }

  async signOut(): Promise<void> {
    if (this.#over) return;
    // First the other tabs and this one fall silent, so that nothing is sent or stored any more.
    this.#deps.channel.post({ kind: 'ended', reason: 'signed-out', wiped: true });
    this.#halt();
    await this.#deps.endLogin();
    await this.#wipe();
    this.#show({ kind: 'ended', reason: 'signed-out' });
  }

  /** Out of the live query that looks: nothing is written within one. */
  #looksAt(shown: Shown): void {
    const { clock, channel, room } = this.#deps;
    const { sessionId, from, to } = this.#looked;
    if (sessionId === shown.sessionId && from === shown.from && to === shown.to) return;
    this.#looked = shown;
    clock.after(0, () => {
      if (this.#over) return;
      const isOther = this.#shows.put(this.#tabId, shown);
      channel.post({ kind: 'shows', tabId: this.#tabId, shown });
      if (isOther) void room?.noteSeen(shown.sessionId, clock.now()).catch(() => {});
    });
  }

  #uuid(): string {
    return this.#deps.random.uuid();
  }

  #outboxChanged(): void {
    if (this.#leader) this.#leader.lookAtOutbox();
    else if (!this.#over) this.#deps.channel.post({ kind: 'outbox' });
  }

  #told(event: CompanyEvent): void {
    this.#company.take(event);
    this.#deps.channel.post({ kind: 'company', event });
  }

  /** Says what this tab looks at, now and from time to time. */
  #watching(watch: Watch): void {
    this.#cancelWatch();
    if (this.#over) return;
    this.#watches.put(this.#tabId, watch);
    this.#leader?.company.look();
    this.#deps.channel.post({ kind: 'watching', tabId: this.#tabId, watch });
    if (watch.people.length + watch.receipts.length === 0) return;
    this.#cancelWatch = this.#deps.clock.after(WATCH_AGAIN, () => this.#watching(this.#company.watched));
  }

  #typed(sessionId: string, on: boolean): void {
    if (this.#leader) this.#leader.company.typed(sessionId, on);
    else if (!this.#over) this.#deps.channel.post({ kind: 'typed', sessionId, on });
  }

  async #command<T>(command: Command): Promise<T> {
    const result = await this.#desk.ask(this.#uuid(), command);
    if (!result.ok) throw new ActionError(result);
    return result.value as T;
  }

  #lead(): void {
    const { account, log } = this.#deps;
    const { userId, deviceId } = account;
    const leader = new Leader(
      {
        ...this.#deps,
        userId,
        deviceId,
        protocol: PROTOCOL_VERSION,
        watched: () => this.#watches.all(),
        shown: () => this.#shows.all(),
      },
      {
        company: (event) => {
          if (this.#leader === leader) this.#told(event);
        },
        status: (status) => {
          if (this.#leader === leader) this.#show(status);
        },
        ended: (code) => {
          if (this.#leader === leader) this.#refused(code);
        },
        fenced: () => {
          if (this.#leader === leader) this.#election.stepDown();
        },
      },
    );
    this.#leader = leader;
    this.#leaderTab = null;
    log.note('elected', { deviceId });
    this.#desk.lead(leader);
    void leader.begin();
  }

  #follow(): void {
    const leader = this.#leader;
    this.#leader = null;
    this.#desk.lead(null);
    leader?.close();
  }

  #heard(tabId: string, status: SyncStatus): void {
    if (this.#over) return;
    this.#show(status);
    if (tabId === this.#leaderTab) return;
    this.#leaderTab = tabId;
    const shown = this.#shows.of(this.#tabId);
    if (shown) this.#deps.channel.post({ kind: 'shows', tabId: this.#tabId, shown });
    this.#desk.askAgain();
    this.#watching(this.#company.watched);
    // What this tab has queued may have been told to the leader before.
    this.#outboxChanged();
  }

  /** The server will not serve this device (any more). */
  #refused(code: string): void {
    const status = endOf(code);
    // Without its login the device keeps its store: the same user signs in again and goes on with the outbox.
    const wiped = status.kind === 'ended' && status.reason !== 'signed-out';
    if (status.kind === 'ended') this.#deps.channel.post({ kind: 'ended', reason: status.reason, wiped });
    this.#halt();
    this.#show(status);
    if (status.kind === 'ended') void this.#forget(wiped);
  }

  #end(status: Extract<SyncStatus, { kind: 'ended' | 'outdated' }>): void {
    if (this.#over) return;
    this.#halt();
    this.#show(status);
  }

  #halt(): void {
    this.#over = true;
    this.#cancelWatch();
    this.#company.close();
    this.#desk.close();
    this.#election.stop();
    this.#follow();
  }

  async #forget(wiped: boolean): Promise<void> {
    const { ended, log } = this.#deps;
    try {
      await ended(wiped);
    } catch (error) {
      log.note('forget-failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
    if (wiped) await this.#wipe();
  }

  async #wipe(): Promise<void> {
    try {
      await this.#deps.wipe();
    } catch (error) {
      this.#deps.log.note('wipe-failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  #show(status: SyncStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#election.beat();
    for (const listener of [...this.#listeners]) listener();
  }
}
