const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration such as `30d`, `12h`, `90m` or `20s`; null when it is none. */
export function parseDuration(text: string): number | null {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text.trim()) ?? [];
  return count === undefined ? null : Number(count) * (UNITS_MS[unit] ?? 0);
}

/** Writes a duration as `parseDuration` reads it, in the largest unit that is exact. */
export function formatDuration(ms: number): string {
  const [unit, length] = Object.entries(UNITS_MS).findLast(([, size]) => ms % size === 0) ?? ['s', 1_000];
  return `${ms / length}${unit}`;
}
