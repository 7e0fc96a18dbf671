/** Calls `look` in every frame, and answers how to stop it. */
export type EveryFrame = (look: () => void) => () => void;

/**
 * Runs in the page and gives it `window.everyFrame`. What it calls looks at what is about to be drawn: when all observers
 * of sizes have run, since they measure what was just built and put it in its place.
 */
export function defineEveryFrame(): void {
  if ('everyFrame' in window) return;
  const everyFrame: EveryFrame = (look) => {
    let on = true;
    const probe = document.createElement('i');
    probe.style.position = 'fixed';
    probe.style.visibility = 'hidden';
    const observer = new ResizeObserver(() => {
      if (on) look();
    });
    const turn = () => {
      if (!on) return;
      requestAnimationFrame(turn);
      // Before there is anything in the page there is nothing to look at.
      if (!probe.isConnected && document.body) observer.observe(document.body.appendChild(probe));
      probe.style.width = probe.style.width === '2px' ? '1px' : '2px';
    };
    requestAnimationFrame(turn);
    return () => {
      on = false;
      observer.disconnect();
      probe.remove();
    };
  };
  Object.assign(window, { everyFrame });
}
