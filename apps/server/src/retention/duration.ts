const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration such as `30d`, `12h`, `90m` or `20s`; null when it is none. */
export function parseDuration(text: string): number | null {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text.trim()) ?? [];
  return count === undefined ? null : Number(count) * (UNITS_MS[unit] ?? 0);
}
