/** Where progress is shown: a terminal, which can draw over its last line, or anything else. */
export type Screen = {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
};

export type Progress = { readonly channel: string; readonly done: number; readonly total: number };

const BAR = 24;
const number = new Intl.NumberFormat('en');

/**
 * Shows how far an import is: a bar that is drawn over on a terminal, else a line for each tenth.
 * @param now the clock, in ms
 */
export function progressOn(screen: Screen, now: () => number): (progress: Progress) => void {
  let channel: string | null = null;
  let begun = 0;
  let tenths = 0;
  return (progress) => {
    if (progress.channel !== channel) [channel, begun, tenths] = [progress.channel, now(), 0];
    const { done, total } = progress;
    const part = total === 0 ? 1 : Math.min(1, done / total);
    const rate = Math.round((done * 1000) / Math.max(1, now() - begun));
    const figures = `${number.format(done)} of ${number.format(total)} (${Math.floor(part * 100)} %)`;
    if (screen.isTTY) {
      const bar = '█'.repeat(Math.round(part * BAR)).padEnd(BAR, '░');
      const line = `${channel} ${bar} ${figures}, ${number.format(rate)}/s`;
      screen.write(`\r\u001b[K${[...line].slice(0, screen.columns - 1).join('')}${done >= total ? '\n' : ''}`);
    } else if (Math.floor(part * 10) > tenths || total === 0) {
      tenths = Math.floor(part * 10);
      screen.write(`${channel}: ${figures}\n`);
    }
  };
}
