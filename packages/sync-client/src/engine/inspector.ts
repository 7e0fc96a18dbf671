import type { Bounds, DeviceState, Position } from '@tidemark/timeline';
import type { SyncInspection } from '../client.ts';
import type { Clock, Transport, Undo } from '../ports.ts';
import { watchedTransport } from '../transport/watched-transport.ts';
import { SyncLog } from './sync-log.ts';

/** What a leader can tell of itself for one who looks: where its timeline stands, and the log of its term. */
export class Inspector {
  /** To be used in the place of the transport that it watches. */
  readonly transport: Transport & { readonly stop: Undo };
  readonly #log: SyncLog;
  readonly #leader: string;
  #bounds: Bounds | null = null;
  #acked: Position | null = null;
  #state: Pick<DeviceState, 'position' | 'head' | 'phase' | 'fence'> | null = null;

  /** @param leader names this term: another one's log begins anew */
  constructor(transport: Transport, clock: Clock, leader: string) {
    this.#log = new SyncLog(clock);
    this.#leader = leader;
    this.transport = watchedTransport(transport, this.#log, clock, {
      bounds: (bounds) => {
        this.#bounds = bounds;
      },
      expected: () => (this.#state?.position ? this.#state.position.checkpoint + 1 : null),
    });
  }

  acked(position: Position): void {
    this.#acked = position;
  }

  stepped(state: DeviceState): void {
    const before = this.#state?.position ?? null;
    this.#state = state;
    const { position } = state;
    if (position === null || (position.checkpoint === before?.checkpoint && position.epoch === before.epoch)) return;
    const continues = before !== null && before.epoch === position.epoch && before.checkpoint < position.checkpoint;
    const from = continues ? before.checkpoint + 1 : null;
    const outcome = before === null ? 'begun' : continues ? 'applied' : 'begun anew';
    this.#log.add({ what: 'checkpoint', event: 'applied', timeline: 'sync', from, to: position.checkpoint, outcome });
  }

  /** @param after the lines up to this one are known already */
  look(after: number): Omit<SyncInspection, 'here'> {
    const { position = null, head = 0, phase = 'idle', fence = 0 } = this.#state ?? {};
    const checkpoint = position?.checkpoint ?? 0;
    return {
      leader: this.#leader,
      phase,
      fence,
      epoch: position?.epoch ?? this.#bounds?.epoch ?? null,
      floor: this.#bounds?.floor ?? 1,
      head: Math.max(head, checkpoint),
      checkpoint,
      acked: this.#acked?.checkpoint ?? null,
      log: this.#log.after(after),
    };
  }
}
