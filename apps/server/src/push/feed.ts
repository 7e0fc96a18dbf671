import type { SeqId, SyncFrame } from '@tidemark/timeline';

/** Frames that one device may have waiting for an earlier one. */
const MOST_HELD = 64;

/**
 * Puts the pushes of one connection into SeqId order. Commits of different kinds answer in any order, so a frame that
 * starts past the next expected SeqId is held until the one before it arrives, or until `giveUp`.
 */
export class Feed {
  /** The SeqId that the next frame should start at; null until the device was greeted. */
  #next: SeqId | null = null;
  #held: SyncFrame[] = [];

  /** The device was told `head`: frames at or below it need no push. Answers those that waited for the greeting. */
  open(head: SeqId): readonly SyncFrame[] {
    this.#next = head + 1;
    return this.#ready();
  }

  /** Takes a frame; answers what can be sent now, in order. */
  offer(frame: SyncFrame): readonly SyncFrame[] {
    this.#held = [...this.#held, frame].sort((a, b) => a.from - b.from);
    if (this.#held.length > MOST_HELD) {
      if (this.#next !== null) return this.giveUp();
      // not greeted yet: the newest one is enough, the device sees from it how far behind it is
      this.#held = this.#held.slice(-1);
    }
    return this.#ready();
  }

  /** How far the device was told, or null before its greeting. */
  get told(): SeqId | null {
    return this.#next === null ? null : this.#next - 1;
  }

  /** The device is told that its timeline reaches to `head`: what is not sent by now it pulls. */
  skipTo(head: SeqId): void {
    if (this.#next === null || head < this.#next) return;
    this.#held = this.#held.filter((frame) => frame.head > head);
    this.#next = head + 1;
  }

  /** True when frames wait for an earlier one. */
  get waiting(): boolean {
    return this.#next !== null && this.#held.length > 0;
  }

  /** Sends what waits although something before it is missing: the device pulls that. */
  giveUp(): readonly SyncFrame[] {
    const first = this.#held[0];
    if (this.#next === null || !first) return [];
    this.#next = Math.max(this.#next, first.from);
    return this.#ready();
  }

  #ready(): readonly SyncFrame[] {
    const ready: SyncFrame[] = [];
    while (this.#next !== null) {
      const frame = this.#held[0];
      if (!frame || frame.from > this.#next) break;
      this.#held.shift();
      if (frame.head < this.#next) continue;
      ready.push(frame);
      this.#next = frame.head + 1;
    }
    return ready;
  }
}
