import { describe, expect, it } from 'vitest';
import { LongPress } from './long-press.ts';

function pressed() {
  const opened: object[] = [];
  let due: (() => void) | null = null;
  const press = new LongPress((ms, run) => {
    expect(ms).toBe(500);
    due = run;
    return () => (due = null);
  });
  press.down({ x: 10, y: 20 }, (at) => opened.push(at));
  return { press, opened, rest: () => due?.() };
}

describe('a finger that rests', () => {
  it('opens where it is, trembling or not, and its lifting is no click', () => {
    const { press, opened, rest } = pressed();
    press.move({ x: 14, y: 24 });
    rest();
    press.lift();
    expect(opened).toEqual([{ x: 10, y: 20 }]);
    expect([press.takesClick(), press.takesClick()]).toEqual([true, false]);
  });

  it('opens nothing where it moves on, or is lifted: that is scrolling, or a click', () => {
    for (const end of [(press: LongPress) => press.move({ x: 10, y: 29 }), (press: LongPress) => press.lift()]) {
      const { press, opened, rest } = pressed();
      end(press);
      rest();
      expect(opened).toEqual([]);
      expect(press.takesClick()).toBe(false);
    }
  });

  it('is forgotten when a finger comes down anew', () => {
    const { press, rest } = pressed();
    rest();
    press.down({ x: 0, y: 0 }, () => undefined);
    press.lift();
    expect(press.takesClick()).toBe(false);
  });
});
