import { type Anchor, type Range, type SessionRecord, addRange } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { GapFiller, READ_AGAIN_AFTER } from './gap-filler.ts';

const PAGE = 100;

/** A filler over a store that holds nothing of SESSION yet; `unreadable` times it cannot be read. */
function scene(unreadable = 0) {
  const clock = new ManualClock();
  const asked: Anchor[] = [];
  const now = { unreadable, online: true, held: [] as readonly Range[] };
  const filler = new GapFiller({
    clock,
    store: {
      session: async () => {
        if (now.unreadable > 0) {
          now.unreadable -= 1;
          throw new DOMException('the connection was lost', 'UnknownError');
        }
        return { held: now.held } as SessionRecord;
      },
    },
    fill: async (_sessionId, anchor) => {
      asked.push(anchor);
      if (!now.online) return 'later';
      if (anchor.at === 'before') now.held = addRange(now.held, { from: anchor.seq - PAGE, to: anchor.seq - 1 });
      return 'read';
    },
  });
  const missed = (from: number, to: number) => filler.add([{ sessionId: 'session', gaps: [{ from, to }] }]);
  return { clock, asked, now, filler, missed };
}

describe('what was missed', () => {
  it('MD-8: is read page by page, the newest first', async () => {
    const { clock, asked, now, missed } = scene();
    missed(101, 400);
    await clock.until(() => asked.length === 3);
    await clock.pass(READ_AGAIN_AFTER);
    expect(asked.map((anchor) => 'seq' in anchor && anchor.seq)).toEqual([401, 301, 201]);
    expect(now.held).toEqual([{ from: 101, to: 400 }]);
  });

  it('MD-8: stays wanted where the store cannot be read, and is tried again until it can', async () => {
    const { clock, asked, now, missed } = scene(3);
    missed(101, 200);
    await clock.pass(3 * READ_AGAIN_AFTER - 1);
    expect(asked).toEqual([]);
    await clock.pass(READ_AGAIN_AFTER);
    expect(now.held).toEqual([{ from: 101, to: 200 }]);
  });

  it('MD-8: waits for the next connection where there is none', async () => {
    const { clock, asked, now, filler, missed } = scene();
    now.online = false;
    missed(101, 200);
    await clock.pass(10 * READ_AGAIN_AFTER);
    expect(asked).toHaveLength(1);
    now.online = true;
    filler.resume();
    await clock.until(() => asked.length === 2);
    expect(now.held).toEqual([{ from: 101, to: 200 }]);
  });

  it('is tried no more once the tab leads no more', async () => {
    const { clock, asked, now, filler, missed } = scene(1);
    missed(101, 200);
    await clock.pass(1);
    filler.close();
    await clock.pass(2 * READ_AGAIN_AFTER);
    expect({ asked, unreadable: now.unreadable }).toEqual({ asked: [], unreadable: 0 });
  });
});
