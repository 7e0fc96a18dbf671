import type { ImportSummary } from './import-export.ts';

const number = new Intl.NumberFormat('en');

/** What an import has done, in a few lines. */
export function describeImport(summary: ImportSummary, seconds: number): readonly string[] {
  const { added, already, changed, skipped } = summary;
  const rate = added > 0 ? `, ${number.format(Math.round(added / Math.max(seconds, 0.001)))} a second` : '';
  const lines = [
    `${number.format(added)} messages added, ${number.format(already)} were there already (${seconds.toFixed(1)} s${rate}).`,
    `Sessions: ${summary.sessions} (${summary.newSessions} new). People: ${summary.people} (${summary.newPeople} new).`,
  ];
  if (skipped > 0) lines.push(`${number.format(skipped)} notices and empty messages were left out.`);
  if (changed > 0) lines.push(`${number.format(changed)} messages read otherwise than before; they stay as they are.`);
  if (!summary.finished) lines.push('Stopped on the way: run it again, it goes on from there.');
  return lines;
}
