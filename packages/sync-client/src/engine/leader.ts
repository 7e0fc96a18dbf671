import { type AnswerOf, type ClientEvent, type Failure, type RequestOf, failure } from '@tidemark/protocol';
import {
  type DeviceState,
  type DeviceStore,
  FencedError,
  type SnapshotPage,
  maySend,
  syncProgress,
} from '@tidemark/timeline';
import type { SyncStatus } from '../client.ts';
import type { CompanyEvent, Watch } from '../company/company.ts';
import { CompanyRunner } from '../company/company-runner.ts';
import type { Clock, Log, Random, Surroundings, Transport, Undo } from '../ports.ts';
import type { Command, CommandResult } from '../tabs/messages.ts';
import { AckRunner } from './ack-runner.ts';
import { Auditor } from './auditor.ts';
import { ChangeRunner } from './change-runner.ts';
import { endsDevice } from './codes.ts';
import { type Done, runCommand } from './commands.ts';
import { FollowRunner } from './follow-runner.ts';
import { FirstPages } from './first-pages.ts';
import { GapFiller } from './gap-filler.ts';
import { Inspector } from './inspector.ts';
import { OrphanRunner } from './orphan-runner.ts';
import { OutboxRunner } from './outbox-runner.ts';
import { type Room, RoomKeeper } from './room-keeper.ts';
import type { Shown } from '../store/evict.ts';
import { statusOf } from './status-of.ts';
import { ANSWER_WITHIN, SyncRuntime } from './sync-runtime.ts';
import { Waiters } from './waiters.ts';

/** How long a command waits for a connection, and for its session to arrive, in ms. */
const CONNECT_WITHIN = 8_000;
const KNOWN_WITHIN = 5_000;

/** While live, the link is asked for proof of life about this often, in ms: what a lost push held back then comes. */
const PROOF_EVERY = 45_000;

/** How long a question of how an audit stands waits for it to get further, and for a session list read anew, in ms. */
const AUDIT_LOOK = 500;
const RESYNC_WITHIN = 60_000;

/** How long to wait before leadership of the store is tried again when the store failed, in ms. */
const ACQUIRE_AGAIN = 3_000;

export type LeaderDeps = {
  readonly userId: string;
  readonly deviceId: string;
  readonly protocol: number;
  readonly store: DeviceStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly surroundings: Surroundings;
  /** What all tabs look at, of what is not kept. */
  readonly watched: () => Watch;
  /** Absent where nothing is to be measured. */
  readonly room?: Room;
  /** What the tabs of the device show now. */
  readonly shown?: () => readonly Shown[];
  readonly log: Log;
};

export type LeaderHooks = {
  status(status: SyncStatus): void;
  company(event: CompanyEvent): void;
  /** The server will not serve this device again; the code says why. */
  ended(code: string): void;
  /** Another tab leads: this one must step back. */
  fenced(): void;
};

/** The one tab that holds the connection: syncs, drains the outbox, carries out commands, for one term. */
export class Leader {
  /** Who types, who is there, how far others have read. */
  readonly company: CompanyRunner;
  readonly #deps: LeaderDeps;
  readonly #hooks: LeaderHooks;
  readonly #sync: SyncRuntime;
  readonly #outbox: OutboxRunner;
  readonly #follower: FollowRunner;
  readonly #gaps: GapFiller;
  readonly #firstPages: FirstPages;
  readonly #orphans: OrphanRunner;
  readonly #changes: ChangeRunner;
  readonly #auditor: Auditor;
  readonly #acks: AckRunner;
  readonly #inspector: Inspector;
  readonly #room: RoomKeeper;
  readonly #waiters: Waiters;
  readonly #fills = new Map<string, Promise<CommandResult>>();
  readonly #undo = new Map<'surroundings' | 'proof' | 'acquire', Undo>();
  #fence = 0;
  #online: boolean;
  #wasUp = false;
  /** Nothing has gone wrong before the first connection of a leader, unless an attempt at it failed. */
  #everUp = false;
  #closed = false;

  constructor(given: LeaderDeps, hooks: LeaderHooks) {
    const { userId, deviceId, protocol } = given;
    this.#inspector = new Inspector(given.transport, given.clock, given.random.uuid());
    const deps: LeaderDeps = { ...given, transport: this.#inspector.transport };
    this.#deps = deps;
    this.#hooks = hooks;
    this.#online = deps.surroundings.online();
    this.#waiters = new Waiters(deps.clock);
    this.#outbox = new OutboxRunner(deps, {
      fence: () => this.#fence,
      queued: () => this.#tell(),
      ended: (code) => this.#sync.dispatch({ kind: 'refused', code }),
    });
    this.#sync = new SyncRuntime(
      { ...deps, handshake: { protocol, userId, deviceId } },
      {
        stepped: (state) => this.#stepped(state),
        stored: () => {
          // What comes in may have made another action of one that waits.
          if (this.#outbox.queued > 0) this.#outbox.look();
          this.#follower.look();
          this.#waiters.check();
        },
        listed: (generation, page) => void this.#readFirst(generation, page),
        ended: (code) => this.#hooks.ended(code),
        fenced: () => this.#hooks.fenced(),
      },
    );
    this.company = new CompanyRunner(deps, {
      tell: (event) => this.#hooks.company(event),
      ended: (code) => this.#sync.dispatch({ kind: 'refused', code }),
    });
    this.#firstPages = new FirstPages(deps.store);
    this.#gaps = new GapFiller({
      store: deps.store,
      clock: deps.clock,
      fill: async (sessionId, anchor) => {
        const read = await this.run({ name: 'fill', sessionId, anchor });
        return read.ok ? 'read' : read.retryable ? 'later' : 'never';
      },
    });
    this.#orphans = new OrphanRunner(deps, {
      fence: () => this.#fence,
      stored: () => this.#outbox.look(),
      fenced: () => this.#sync.dispatch({ kind: 'fenced' }),
    });
    this.#changes = new ChangeRunner(deps, {
      fence: () => this.#fence,
      fenced: () => this.#sync.dispatch({ kind: 'fenced' }),
    });
    this.#follower = new FollowRunner(deps, {
      fence: () => this.#fence,
      stored: () => this.#waiters.check(),
      leapt: () => this.#changes.look(),
      missed: (missed) => this.#gaps.add(missed),
      ended: (code) => this.#sync.dispatch({ kind: 'refused', code }),
      fenced: () => this.#sync.dispatch({ kind: 'fenced' }),
    });
    this.#auditor = new Auditor(deps, {
      fence: () => this.#fence,
      resync: () => {
        this.#sync.dispatch({ kind: 'distrusted' });
        return this.#waiters.until(() => this.#sync.state.phase === 'live', RESYNC_WITHIN);
      },
      progressed: () => this.#waiters.check(),
      ended: (code) => this.#sync.dispatch({ kind: 'refused', code }),
      fenced: () => this.#sync.dispatch({ kind: 'fenced' }),
    });
    const { room = null, shown = () => [] } = given;
    this.#room = new RoomKeeper(
      { ...deps, room },
      {
        fence: () => this.#fence,
        shown,
        fenced: () => this.#sync.dispatch({ kind: 'fenced' }),
      },
    );
    this.#acks = new AckRunner(deps, {
      acked: (position) => this.#inspector.acked(position),
      ended: (code) => this.#sync.dispatch({ kind: 'refused', code }),
    });
  }

  /** Takes the fencing number and begins. A store that fails is tried again until this tab stops leading. */
  async begin(): Promise<void> {
    const { store, surroundings, clock, log } = this.#deps;
    try {
      const fence = await store.acquire();
      const position = await store.position();
      if (this.#closed) return;
      this.#fence = fence;
      log.note('leading', { fence, checkpoint: position?.checkpoint ?? null });
      this.#undo.set(
        'surroundings',
        surroundings.listen(() => this.#surroundingsChanged()),
      );
      this.#outbox.look();
      this.#sync.start(fence, position, this.#online || surroundings.local);
      this.#proveLater();
      this.#room.begin();
    } catch (error) {
      if (this.#closed) return;
      log.note('acquire-failed', { error: error instanceof Error ? error.name : 'unknown' });
      this.#undo.set(
        'acquire',
        clock.after(ACQUIRE_AGAIN, () => void this.begin()),
      );
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#sync.close();
    this.#outbox.close();
    this.#follower.close();
    this.#gaps.close();
    this.#orphans.close();
    this.#changes.close();
    this.#auditor.close();
    this.company.close();
    this.#acks.close();
    this.#room.close();
    this.#inspector.transport.stop();
    this.#waiters.close();
    for (const undo of this.#undo.values()) undo();
  }

  async #readFirst(generation: string, page: SnapshotPage): Promise<void> {
    try {
      const missed = await this.#firstPages.take(generation, page);
      if (!this.#closed) this.#gaps.add(missed);
    } catch (error) {
      // They stay known gaps, which fill when they are looked at.
      this.#deps.log.note('first-pages-failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  /** The outbox has changed in some tab. */
  lookAtOutbox(): void {
    this.#outbox.look();
  }

  /** Carries out a command. Equal fills under way are one request. */
  run(command: Command): Promise<CommandResult> {
    if (command.name !== 'fill') return this.#carryOut(command);
    const key = JSON.stringify([command.sessionId, command.anchor]);
    const underWay = this.#fills.get(key);
    if (underWay) return underWay;
    const result = this.#carryOut(command).finally(() => {
      if (this.#fills.get(key) === result) this.#fills.delete(key);
    });
    this.#fills.set(key, result);
    return result;
  }

  async #carryOut(command: Command): Promise<CommandResult> {
    const { store, log } = this.#deps;
    try {
      return await runCommand(
        {
          store,
          request: (event, payload) => this.#request(event, payload),
          fill: async (page) => {
            await store.fill(this.#fence, page);
            this.#changes.look();
          },
          noteDays: (days) => store.noteDays(this.#fence, days),
          known: (sessionId) => this.#known(sessionId),
          makeRoom: (cap) => this.#room.make(cap ?? undefined),
          inspect: (after) => this.#inspector.look(after),
          audit: (auditId, seen) => this.#audit(auditId, seen),
        },
        command,
      );
    } catch (error) {
      if (error instanceof FencedError) this.#hooks.fenced();
      log.note('command-failed', { command: command.name, error: error instanceof Error ? error.name : 'unknown' });
      return failure('unavailable', { detail: 'store' });
    }
  }

  async #audit(auditId: string, seen: number): Promise<Done | Failure> {
    const isLive = () => this.#sync.state.phase === 'live';
    if (this.#auditor.state(auditId) === null) {
      await this.#waiters.until(() => this.#givenUp() || isLive(), CONNECT_WITHIN);
      if (!isLive()) return failure('unavailable', { detail: 'not connected' });
      this.#auditor.ask(auditId);
    }
    const hasMoved = () => {
      const state = this.#auditor.state(auditId);
      return state?.kind !== 'running' || state.done > seen;
    };
    await this.#waiters.until(hasMoved, AUDIT_LOOK);
    const state = this.#auditor.state(auditId);
    if (state === null || state.kind === 'failed') return failure('unavailable', { detail: 'the audit was cut short' });
    return { ok: true, value: state };
  }

  async #request<E extends ClientEvent>(event: E, payload: RequestOf<E>): Promise<AnswerOf<E> | Failure> {
    const up = await this.#waiters.until(() => this.#givenUp() || isUp(this.#sync.state), CONNECT_WITHIN);
    if (!up || !isUp(this.#sync.state)) return failure('unavailable', { detail: 'not connected' });
    const answer = await this.#deps.transport.request(event, payload, ANSWER_WITHIN);
    if (!answer.ok && endsDevice(answer.code)) this.#sync.dispatch({ kind: 'refused', code: answer.code });
    return answer;
  }

  /** True when waiting for a connection is of no use. */
  #givenUp(): boolean {
    const { phase, online, failures } = this.#sync.state;
    if (phase !== 'connecting') return phase === 'refused';
    return !online || (failures > 0 && !this.#deps.surroundings.online());
  }

  async #known(sessionId: string): Promise<void> {
    const here = async () => (await this.#deps.store.session(sessionId)) !== null;
    if (await here()) return;
    // Its first entry is on the way; should the push be lost, this asks for it.
    this.#sync.dispatch({ kind: 'network', online: true });
    await this.#waiters.until(here, KNOWN_WITHIN);
  }

  #stepped(state: DeviceState): void {
    if (isUp(state)) this.#everUp = true;
    this.#inspector.stepped(state);
    this.#outbox.connected(maySend(state));
    this.#orphans.live(state.phase === 'live');
    this.#changes.live(state.phase === 'live');
    this.#follower.connected(isUp(state));
    this.company.connected(isUp(state));
    this.#auditor.connected(isUp(state), state.phase === 'live');
    this.#acks.stepped(state, state.phase === 'pulling' || state.phase === 'live');
    if (isUp(state) && !this.#wasUp) this.#gaps.resume();
    // What was asked for on a link that is gone may never be answered: who asks from now on asks anew.
    if (!isUp(state) && this.#wasUp) this.#fills.clear();
    this.#wasUp = isUp(state);
    this.#waiters.check();
    this.#tell();
  }

  #tell(): void {
    if (this.#closed) return;
    const { state } = this.#sync;
    const isStarting = !this.#everUp && state.failures === 0;
    const [online, queued] = [this.#deps.surroundings.online(), this.#outbox.queued];
    this.#hooks.status(statusOf(syncProgress(state), { online, queued, isStarting }));
  }

  #surroundingsChanged(): void {
    const { surroundings } = this.#deps;
    const online = surroundings.online();
    const changed = online !== this.#online;
    if (surroundings.visible()) this.company.anew();
    this.#online = online;
    if (changed && !online) this.#sync.dispatch({ kind: 'network', online: false });
    // Back, or awake again: whether the link survived is asked, not assumed.
    else if (changed || (surroundings.visible() && online)) this.#sync.dispatch({ kind: 'network', online: true });
  }

  #proveLater(): void {
    const { clock, random } = this.#deps;
    const cancel = clock.after(PROOF_EVERY * (0.75 + random.next() / 2), () => {
      if (this.#sync.state.phase === 'live') this.#sync.dispatch({ kind: 'network', online: true });
      this.#proveLater();
    });
    this.#undo.set('proof', cancel);
  }
}

function isUp({ phase }: DeviceState): boolean {
  return phase === 'pulling' || phase === 'live' || phase === 'resyncing';
}
