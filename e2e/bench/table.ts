import { cpus, totalmem } from 'node:os';
import { quantile } from '../support/statistics.ts';

/** One line of the table: what was measured, what it was, and what is wanted. */
export type Figure = { readonly id: string; readonly what: string; readonly value: string; readonly goal: string };

export const ms = (value: number): string => (Number.isNaN(value) ? 'none' : `${Math.round(value)} ms`);

/** Median and 95th percentile of times. */
export function times(values: readonly number[]): string {
  return `p50 ${ms(quantile(values, 0.5))}, p95 ${ms(quantile(values, 0.95))} (${values.length})`;
}

/** The machine, in the words that a reader needs to judge the figures. */
export function machine(browser: string): string {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${gib} GiB, ${process.platform}, Node ${process.versions.node}, Chromium ${browser}, headless, no GPU, server and database on the same machine`;
}

/** A table as Markdown has it. */
export function markdown(figures: readonly Figure[]): string {
  const rows = [
    ['', 'measured', 'value', 'goal'],
    ['---', '---', '---', '---'],
    ...figures.map(({ id, what, value, goal }) => [id, what, value, goal]),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
