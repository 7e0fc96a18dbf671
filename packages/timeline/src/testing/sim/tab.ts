import { FencedError } from '../../device-store.ts';
import type { OutboxAction, OutboxItem } from '../../device-store.ts';
import { orphanQuestions } from '../../device/life.ts';
import { INITIAL_DEVICE_STATE, reduceDevice } from '../../device/machine.ts';
import type { DeviceEffect, DeviceEvent, DeviceState } from '../../device/machine-types.ts';
import { maySend } from '../../device/status.ts';
import { INITIAL_OUTBOX_STATE, reduceOutbox } from '../../device/outbox.ts';
import type { OutboxEffect, OutboxEvent, OutboxState } from '../../device/outbox.ts';
import type { FollowAnswer, SessionCheckpoint } from '../../pages.ts';
import type { AppendBatch, MarkReadOutcome, TimelineStore } from '../../timeline-store.ts';
import { MemoryDeviceStore } from '../memory-device-store.ts';
import type { DeviceDisk } from '../memory-device-store.ts';
import type { Link, SimNetwork } from './network.ts';
import type { Rng } from './rng.ts';
import type { Schedule } from './schedule.ts';
import { TabFollower } from './tab-follower.ts';

type Task = () => void | Promise<void>;

/** What a tab of the simulation is given. */
export type TabPorts = {
  readonly userId: string;
  readonly deviceId: string;
  readonly disk: DeviceDisk;
  readonly server: TimelineStore;
  readonly network: SimNetwork;
  readonly schedule: Schedule;
  readonly rng: Rng;
  readonly pullLimit: number;
  /** How long a write to the device's store takes, in virtual ms. */
  readonly writeMs: readonly [number, number];
  /** Called after every write, to check what must hold at every instant. */
  readonly onWritten: () => void;
  /** Chance of a store write failing with nothing written. */
  readonly writeFails: () => boolean;
};

/**
 * One tab of a device that leads: the two machines, run against a simulated network, clock and disk. What it knows
 * dies with it; the disk stays.
 */
export class SimTab {
  state: DeviceState = INITIAL_DEVICE_STATE;
  outbox: OutboxState = INITIAL_OUTBOX_STATE;
  #alive = true;
  #frozen: Task[] | null = null;
  #link: Link | null = null;
  #fence = 0;
  #asksForChanges = false;
  readonly #follower: TabFollower;
  readonly #ports: TabPorts;
  readonly #store: MemoryDeviceStore;

  constructor(ports: TabPorts) {
    this.#ports = ports;
    this.#store = new MemoryDeviceStore(ports.userId, ports.disk);
    this.#follower = new TabFollower({
      store: this.#store,
      fence: () => this.#fence,
      random: () => ports.rng.next(),
      follow: (sessions, told) => this.#follow(sessions, told),
      later: (inMs, task) => this.#later(inMs, task),
      write: (work, done) => this.#writeSession(work, done),
      fenced: () => this.#dispatch({ kind: 'fenced' }),
    });
  }

  async start(): Promise<void> {
    this.#fence = await this.#store.acquire();
    const position = await this.#store.position();
    await this.#follower.written();
    this.#dispatch({ kind: 'start', fence: this.#fence, position, online: true });
    await this.outboxChanged();
  }

  /** The tab dies at this instant: nothing of it runs any more. */
  kill(): void {
    this.#alive = false;
    this.#link?.close();
  }

  /** The tab stands still, as a browser freezes one: its link stays open, what happens to it waits. */
  freeze(): void {
    this.#frozen ??= [];
  }

  async thaw(): Promise<void> {
    const waiting = this.#frozen ?? [];
    this.#frozen = null;
    for (const task of waiting) await this.#run(task);
  }

  network(online: boolean): void {
    void this.#run(() => this.#dispatch({ kind: 'network', online }));
  }

  fenced(): void {
    void this.#run(() => this.#dispatch({ kind: 'fenced' }));
  }

  async outboxChanged(): Promise<void> {
    const items = await this.#store.outbox();
    await this.#run(() => this.#dispatchOutbox({ kind: 'loaded', items }));
  }

  async #run(task: Task): Promise<void> {
    if (!this.#alive) return;
    if (this.#frozen) this.#frozen.push(task);
    else await task();
  }

  #later(inMs: number, task: Task): void {
    this.#ports.schedule.after(inMs, () => this.#run(task));
  }

  #dispatch(event: DeviceEvent): void {
    const before = this.state.phase;
    const sendsBefore = maySend(this.state);
    const step = reduceDevice(this.state, event);
    this.state = step.state;
    for (const effect of step.effects) this.#carryOut(effect);
    const up = (phase: DeviceState['phase']) => phase === 'pulling' || phase === 'live' || phase === 'resyncing';
    if (up(before) !== up(this.state.phase)) {
      const kind = up(this.state.phase) ? 'connected' : 'disconnected';
      this.#follower.dispatch({ kind });
    }
    if (sendsBefore !== maySend(this.state)) {
      this.#dispatchOutbox({ kind: maySend(this.state) ? 'connected' : 'disconnected' });
      void this.outboxChanged();
    }
    if (this.state.phase === 'live' && before !== 'live') {
      void this.#askForOrphans();
      void this.#askForChanges();
    }
  }

  #carryOut(effect: DeviceEffect): void {
    const { rng, userId, deviceId, network, server } = this.#ports;
    switch (effect.kind) {
      case 'connect':
        this.#link?.close();
        this.#link = network.connect(userId, deviceId, {
          hello: (bounds) => void this.#run(() => this.#dispatch({ kind: 'connected', bounds })),
          refused: (code) => void this.#run(() => this.#dispatch({ kind: 'refused', code })),
          push: (frame) => void this.#run(() => this.#dispatch({ kind: 'pushed', frame })),
          pushSession: (frame) => void this.#run(() => this.#follower.pushed(frame)),
          moved: (sessionIds) => void this.#run(() => this.#follower.dispatch({ kind: 'moved', sessionIds })),
          down: () => void this.#run(() => this.#dispatch({ kind: 'disconnected', random: rng.next() })),
        });
        return;
      case 'disconnect':
      case 'step-down':
      case 'end':
        this.#link?.close();
        return;
      case 'pull':
        return this.#ask(
          effect.request,
          () => server.pull({ userId, deviceId, ...effect.position, limit: this.#ports.pullLimit }),
          (answer) =>
            'epoch' in answer || 'frame' in answer
              ? { kind: 'pulled', request: effect.request, answer }
              : { kind: 'refused', code: answer.outcome },
        );
      case 'snapshot':
        return this.#ask(
          effect.request,
          () => server.snapshot({ userId, deviceId, cursor: effect.cursor, limit: 2 }),
          (page) =>
            'epoch' in page
              ? { kind: 'snapshotted', request: effect.request, page }
              : { kind: 'refused', code: page.outcome },
        );
      case 'apply':
        return this.#write(async () => {
          const position = await this.#store.apply(this.#fence, effect.frame);
          return { kind: 'applied', position };
        });
      case 'replace':
        return this.#write(async () => {
          await this.#store.replace(this.#fence, effect.page, effect.generation, effect.position);
          return effect.page.next === null ? { kind: 'applied', position: effect.position } : { kind: 'page-stored' };
        });
      case 'arm-timer':
        return this.#later(effect.inMs, () => this.#dispatch({ kind: 'timer', timer: effect.timer }));
      case 'cancel-timer':
        return;
    }
  }

  #ask<T>(request: number, work: () => Promise<T>, event: (answer: T) => DeviceEvent): void {
    const { rng } = this.#ports;
    void this.#link
      ?.request(work)
      .then((answer) =>
        this.#run(() =>
          this.#dispatch(
            answer === 'lost' ? { kind: 'request-failed', request, timedOut: true, random: rng.next() } : event(answer),
          ),
        ),
      );
  }

  /** A write and the word of it are two moments: a tab may die between them. */
  #write(work: () => Promise<DeviceEvent>): void {
    const { rng, writeMs, onWritten, writeFails } = this.#ports;
    this.#later(rng.int(...writeMs), async () => {
      let event: DeviceEvent;
      try {
        event = writeFails() ? { kind: 'store-failed', random: rng.next() } : await work();
      } catch (error) {
        if (!(error instanceof FencedError)) throw error;
        event = { kind: 'fenced' };
      }
      onWritten();
      this.#later(0, async () => {
        this.#dispatch(event);
        await this.#follower.written();
        void this.#askForChanges();
        await this.outboxChanged();
      });
    });
  }

  /** What the server has lost of this user's own messages, as the engine asks it. */
  async #askForOrphans(): Promise<void> {
    const { server, userId } = this.#ports;
    for (const { sessionId, clientIds } of orphanQuestions(await this.#store.orphans(), 3)) {
      const answer = await this.#link?.request(() => server.find({ userId, sessionId, clientIds }));
      if (answer === undefined || answer === 'lost') return this.#later(5_000, () => void this.#askForOrphans());
      await this.#run(async () => {
        const stored = 'stored' in answer ? answer.stored : [];
        const lost = clientIds.filter((clientId) => !stored.includes(clientId));
        await this.#store.settleOrphans(this.#fence, { stored, lost }).catch((error: unknown) => {
          if (!(error instanceof FencedError)) throw error;
        });
      });
    }
  }

  /** What changed of what the device holds while it was not told (SPEC CH-6), as the engine asks it. */
  async #askForChanges(): Promise<void> {
    const { server, userId } = this.#ports;
    if (this.state.phase !== 'live' || this.#asksForChanges) return;
    this.#asksForChanges = true;
    const missed = await this.#store.missedChanges();
    for (const { sessionId, after } of missed) {
      const page = await this.#link?.request(() => server.changes({ userId, sessionId, after, limit: 3 }));
      if (page === undefined || page === 'lost' || 'outcome' in page) continue;
      await this.#run(() =>
        this.#store.putChanges(this.#fence, page).catch((error: unknown) => {
          if (!(error instanceof FencedError)) throw error;
        }),
      );
    }
    this.#asksForChanges = false;
    if (missed.length > 0) this.#later(1_000, () => void this.#askForChanges());
  }

  #follow(sessions: readonly SessionCheckpoint[], told: (answer: FollowAnswer | null) => void): void {
    const { server, network, userId, deviceId } = this.#ports;
    const work = async () => {
      const answer = await server.follow({ userId, deviceId, sessions });
      if ('outcome' in answer) return null;
      network.follow(deviceId, answer);
      return answer;
    };
    void this.#link?.request(work).then((answer) => this.#run(() => told(answer === 'lost' ? null : answer)));
  }

  #writeSession(work: () => Promise<void>, done: (written: boolean) => Promise<void>): void {
    const { rng, writeMs, onWritten, writeFails } = this.#ports;
    this.#later(rng.int(...writeMs), async () => {
      const fails = writeFails();
      if (!fails) await work();
      onWritten();
      this.#later(0, async () => {
        await done(!fails);
        await this.#follower.written();
        void this.#askForChanges();
        await this.outboxChanged();
      });
    });
  }

  #dispatchOutbox(event: OutboxEvent): void {
    const step = reduceOutbox(this.outbox, event);
    this.outbox = step.state;
    for (const effect of step.effects) this.#carryOutOutbox(effect);
  }

  #carryOutOutbox(effect: OutboxEffect): void {
    switch (effect.kind) {
      case 'send':
        return this.#send(effect.item);
      case 'settle':
        void this.#store.settle(
          effect.clientId,
          effect.state,
          effect.entry ? { fence: this.#fence, entry: effect.entry } : undefined,
        );
        return;
      case 'arm-timer':
        return this.#later(effect.inMs, () => this.#dispatchOutbox({ kind: 'timer', sessionId: effect.sessionId }));
    }
  }

  #send(item: OutboxItem): void {
    const { clientId, sessionId, action } = item;
    const { server, network, userId, rng } = this.#ports;
    const work = async (): Promise<AppendBatch | MarkReadOutcome> => {
      if (action.kind === 'read') {
        const marked = await server.markRead({ userId, sessionId, seq: action.seq });
        if (marked.outcome === 'done') network.push(marked);
        return marked;
      }
      const what = requestOf(action);
      const batch = await server.append([{ sessionId, authorId: userId, clientId, ...what }]);
      network.push(batch);
      return batch;
    };
    void this.#link
      ?.request(work)
      .then((answer) => this.#run(() => this.#dispatchOutbox(outboxEvent(clientId, answer, rng.next()))));
  }
}

function requestOf(action: Exclude<OutboxAction, { kind: 'read' }>) {
  switch (action.kind) {
    case 'change':
      return { change: action.change };
    case 'set':
      return { set: { key: action.key, value: action.value } };
    case 'send':
      return { text: action.text };
  }
}

function outboxEvent(clientId: string, answer: AppendBatch | MarkReadOutcome | 'lost', random: number): OutboxEvent {
  if (answer === 'lost') return { kind: 'failed', clientId, code: 'unavailable', retryable: true, random };
  const outcome = 'outcomes' in answer ? answer.outcomes[0]! : answer;
  if (outcome.outcome === 'refused') {
    return { kind: 'failed', clientId, code: outcome.reason, retryable: false, random };
  }
  return outcome.outcome === 'stored'
    ? { kind: 'stored', clientId, seq: outcome.entry.seq, at: outcome.entry.at, entry: outcome.entry }
    : { kind: 'stored', clientId, seq: outcome.readSeq, at: 0, entry: null };
}
