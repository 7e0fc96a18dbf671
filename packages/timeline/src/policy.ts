/** How a session reaches its devices: written once per recipient device, or read by them from the session itself. */
export type SyncMode = 'push' | 'pull';

/** Above so many members, one write per device costs more than many reads. */
export const DEFAULT_PULL_THRESHOLD = 200;

/** A session in pull mode goes back to push only when it has shrunk to this share of the threshold. */
const RETURN_SHARE = 0.8;

export type ModeQuestion = {
  /** The present mode. */
  readonly mode: SyncMode;
  readonly members: number;
  /** The most members that push mode carries, a whole number of at least 1. */
  readonly threshold?: number;
  /** A decision of the operator, which stands above the count. */
  readonly override?: SyncMode;
};

/**
 * The mode that a session should have from now on (SPEC MD-1 to MD-3). Two lines instead of one: people who join and
 * leave around a single line would make it switch back and forth, and each switch has a price.
 */
export function nextMode({ mode, members, threshold = DEFAULT_PULL_THRESHOLD, override }: ModeQuestion): SyncMode {
  if (override) return override;
  if (mode === 'push') return members > threshold ? 'pull' : 'push';
  return members <= returnLine(threshold) ? 'push' : 'pull';
}

/** The member count at or below which pull mode ends; always below the threshold. */
export function returnLine(threshold: number): number {
  return Math.min(Math.floor(threshold * RETURN_SHARE), threshold - 1);
}
