import { describe, expect, it } from 'vitest';
import { PacedMarks } from './paced-marks.ts';

function paced(send: (seq: number) => Promise<void> = async () => undefined) {
  const sent: number[] = [];
  const timers = new Set<() => void>();
  const marks = new PacedMarks(
    (seq) => {
      sent.push(seq);
      return send(seq);
    },
    (_, run) => {
      timers.add(run);
      return () => timers.delete(run);
    },
  );
  const pass = () => {
    const [...due] = timers;
    timers.clear();
    for (const run of due) run();
  };
  return { marks, sent, pass, timers };
}

describe('PacedMarks', () => {
  it('sends the first at once and what follows closely as one', () => {
    const { marks, sent, pass } = paced();
    for (const seq of [3, 4, 4, 7, 5]) marks.see(seq);
    expect(sent).toEqual([3]);
    pass();
    expect(sent).toEqual([3, 7]);
    marks.see(8);
    expect(sent).toEqual([3, 7]);
    pass();
    pass();
    marks.see(9);
    expect(sent).toEqual([3, 7, 8, 9]);
  });

  it('says nothing twice and nothing backwards', () => {
    const { marks, sent, pass, timers } = paced();
    for (const seq of [5, 5, 2]) marks.see(seq);
    pass();
    marks.see(5);
    expect(sent).toEqual([5]);
    expect(timers.size).toBe(0);
  });

  it('sends what waits when there may be no later', () => {
    const { marks, sent, timers } = paced();
    marks.see(1);
    marks.see(2);
    marks.flush();
    marks.flush();
    expect(sent).toEqual([1, 2]);
    expect(timers.size).toBe(0);
  });

  it('sends with the next one what could not be sent', async () => {
    let fails = true;
    const { marks, sent, pass } = paced(async () => {
      if (fails) throw new Error('no store');
    });
    marks.see(4);
    await Promise.resolve();
    await Promise.resolve();
    pass();
    expect(sent).toEqual([4]);
    fails = false;
    marks.see(4);
    expect(sent).toEqual([4, 4]);
  });
});
