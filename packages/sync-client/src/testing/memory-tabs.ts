import type { Clock, Surroundings, TabChannel, TabLock } from '../ports.ts';
import type { TabMessage } from '../tabs/messages.ts';

type Claim = { readonly on: { held(): void; lost(): void }; over: boolean };

/** What the browser gives the tabs of one device: a lock and a channel. Nothing happens within the call that asks. */
export class MemoryTabs {
  readonly #clock: Clock;
  readonly #channels = new Set<MemoryChannel>();
  #holder: Claim | null = null;
  #line: Claim[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  lock(): TabLock {
    return {
      take: (mode, on) => {
        const claim: Claim = { on, over: false };
        if (mode === 'wait') this.#line.push(claim);
        else this.#steal(claim);
        this.#grant();
        return () => this.#leave(claim);
      },
    };
  }

  channel(): TabChannel {
    const channel = new MemoryChannel((message) => this.#carry(channel, message));
    this.#channels.add(channel);
    return channel;
  }

  #carry(from: MemoryChannel, message: TabMessage): void {
    const copy = structuredClone(message);
    this.#clock.after(1, () => {
      for (const channel of this.#channels) if (channel !== from) channel.hear(copy);
    });
  }

  #steal(claim: Claim): void {
    const before = this.#holder;
    this.#holder = claim;
    if (before) this.#clock.after(0, () => before.over || before.on.lost());
    this.#clock.after(0, () => claim.over || claim.on.held());
  }

  #grant(): void {
    if (this.#holder !== null) return;
    const next = this.#line.shift();
    if (next === undefined) return;
    this.#holder = next;
    this.#clock.after(0, () => next.over || next.on.held());
  }

  #leave(claim: Claim): void {
    claim.over = true;
    this.#line = this.#line.filter((other) => other !== claim);
    if (this.#holder !== claim) return;
    this.#holder = null;
    this.#grant();
  }
}

class MemoryChannel implements TabChannel {
  readonly #carry: (message: TabMessage) => void;
  readonly #listeners = new Set<(message: TabMessage) => void>();
  #open = true;

  constructor(carry: (message: TabMessage) => void) {
    this.#carry = carry;
  }

  post(message: TabMessage): void {
    if (this.#open) this.#carry(message);
  }

  listen(listener: (message: TabMessage) => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hear(message: TabMessage): void {
    if (this.#open) for (const listener of [...this.#listeners]) listener(message);
  }

  close(): void {
    this.#open = false;
  }
}

/** A page whose visibility and network a test sets. */
export class MemorySurroundings implements Surroundings {
  readonly local = false;
  #online = true;
  #visible = true;
  readonly #listeners = new Set<() => void>();

  online(): boolean {
    return this.#online;
  }

  visible(): boolean {
    return this.#visible;
  }

  listen(listener: () => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(change: { readonly online?: boolean; readonly visible?: boolean }): void {
    this.#online = change.online ?? this.#online;
    this.#visible = change.visible ?? this.#visible;
    for (const listener of [...this.#listeners]) listener();
  }
}
