import { describe, expect, it } from 'vitest';
import { heldOf } from './held.ts';

const session = { visibleFrom: 1, visibleUntil: null, head: 100 };

describe('what is held of a session', () => {
  it('DEV-17: is said in parts of what may be seen', () => {
    const held = [
      { from: 1, to: 10 },
      { from: 51, to: 100 },
    ];
    expect(heldOf({ ...session, held })).toEqual({
      stretches: [
        { from: 0, to: 0.1 },
        { from: 0.5, to: 1 },
      ],
      held: 60,
      total: 100,
      gaps: 1,
    });
    expect(heldOf({ ...session, held: [{ from: 1, to: 100 }] })).toMatchObject({ held: 100, gaps: 0 });
    expect(heldOf({ ...session, held: [] })).toMatchObject({ held: 0, total: 100, gaps: 1, stretches: [] });
  });

  it('DEV-17: ends where membership has ended, and begins where it begins', () => {
    const held = [{ from: 1, to: 100 }];
    expect(heldOf({ ...session, visibleFrom: 41, visibleUntil: 60, held })).toMatchObject({ held: 20, total: 20 });
    expect(heldOf({ ...session, visibleFrom: 41, visibleUntil: 40, held })).toMatchObject({ total: 0 });
  });
});
