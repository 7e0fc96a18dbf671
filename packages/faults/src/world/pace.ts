/** A device's waits are minutes of a person's life; a run has seconds. So its clock runs faster while faults strike. */
const FASTER = 4;

/** How fast the devices' clocks run. */
export class Pace {
  #faster = FASTER;

  /** From now on answers may take as long as they may in earnest: a machine with much to do is no fault. */
  calm(): void {
    this.#faster = 1;
  }

  /** How long a wait of so many ms takes. Waits stay short to the end: they bound how long catching up may take. */
  wait(ms: number): number {
    return ms / FASTER;
  }

  /** How long an answer may take that has so many ms. */
  answer(ms: number): number {
    return ms / this.#faster;
  }
}
