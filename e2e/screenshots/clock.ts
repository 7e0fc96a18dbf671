import type { BrowserContext } from '@playwright/test';

/** When the pictures are taken, whenever they are taken. A Wednesday. */
export const NOW = Date.UTC(2026, 10, 18, 10, 42);

/** A time of the scene: so many days before the day of the pictures, at a time of day. */
export function at(daysAgo: number, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return Date.UTC(2026, 10, 18 - daysAgo, hours, minutes);
}

/** The clock of a browser profile stands at `NOW` from here on, and goes. */
export async function setClock(context: BrowserContext): Promise<void> {
  const shift = NOW - Date.now();
  await context.addInitScript((shift) => {
    const Real = Date;
    class Shifted extends Real {
      constructor(...values: readonly unknown[]) {
        if (values.length === 0) super(Real.now() + shift);
        else super(...(values as [number]));
      }
      static override now(): number {
        return Real.now() + shift;
      }
    }
    Reflect.set(globalThis, 'Date', Shifted);
  }, shift);
}
