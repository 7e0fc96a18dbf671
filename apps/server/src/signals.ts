/** Calls `stop` on the first SIGINT or SIGTERM, `force` on the second. */
export function onStopSignals(stop: () => void, force: () => void): void {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked) return force();
      asked = true;
      stop();
    });
  }
}
