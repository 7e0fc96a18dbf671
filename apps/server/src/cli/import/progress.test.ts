import { expect, test } from 'vitest';
import { progressOn } from './progress.ts';

function record(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  let now = 0;
  const show = progressOn({ isTTY, columns, write: (text) => void written.push(text) }, () => now);
  const step = (done: number) => {
    show({ channel: 'talk', done, total: 1000 });
    now += 100;
  };
  return { written, step };
}

test('a terminal gets one line that is drawn over and ended once', () => {
  const { written, step } = record(true);
  for (const done of [0, 500, 1000]) step(done);
  expect(written).toEqual([
    `\r\u001b[Ktalk ${'░'.repeat(24)} 0 of 1,000 (0 %), 0/s`,
    `\r\u001b[Ktalk ${'█'.repeat(12)}${'░'.repeat(12)} 500 of 1,000 (50 %), 5,000/s`,
    `\r\u001b[Ktalk ${'█'.repeat(24)} 1,000 of 1,000 (100 %), 5,000/s\n`,
  ]);
});

test('a narrow terminal gets no more than fits into its line', () => {
  const { written, step } = record(true, 20);
  step(500);
  expect([...(written[0] ?? '').replace('\r\u001b[K', '')]).toHaveLength(19);
});

test('anything else gets a plain line for each tenth', () => {
  const { written, step } = record(false);
  for (let done = 50; done <= 1000; done += 50) step(done);
  expect(written).toHaveLength(10);
  expect(written[0]).toBe('talk: 100 of 1,000 (10 %)\n');
  expect(written.join('')).not.toContain('\u001b');
});
