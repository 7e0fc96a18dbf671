import type { Receipt } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/clock.ts';
import type { Connection } from '../gateway/connection.ts';
import { ReceiptBoard } from './receipts.ts';

const MOVE = { sessionId: 's', userId: 'bob', readSeq: 57, deliveredSeq: 57 };

/** A board over a store that answers when it is told to, and somebody who asks it. */
function scene() {
  const clock = new TestClock(0);
  const told: unknown[] = [];
  const answers: ((answer: unknown) => void)[] = [];
  const failures: ((error: Error) => void)[] = [];
  const store = {
    receipts: () =>
      new Promise<never>((resolve, reject) => {
        answers.push(resolve as (answer: unknown) => void);
        failures.push(reject);
      }),
  };
  const board = new ReceiptBoard({ clock, bus: { publish: () => undefined }, store });
  const connection = {
    who: { userId: 'mallory' },
    ended: false,
    hint: (_event: string, message: unknown) => told.push(message),
  } as unknown as Connection;
  const move = () => {
    board.moved([MOVE]);
    clock.advance(1_000);
  };
  return { board, connection, told, move, answer: (said: unknown) => answers.shift()?.(said), failures };
}

describe('who asks how far members have got', () => {
  it('EP-2: is told of nothing before the rights are known, nor after a refusal', async () => {
    const { board, connection, told, move, answer } = scene();
    const asked = board.get(connection, 's');
    move();
    answer({ outcome: 'refused', reason: 'session-unknown' });
    expect(await asked).toMatchObject({ ok: false, code: 'session-unknown' });
    move();
    expect(told).toEqual([]);
  });

  it('EP-2: is told of nothing after a question that the store could not answer', async () => {
    const { board, connection, told, move, failures } = scene();
    const asked = board.get(connection, 's');
    failures[0]?.(new Error('away'));
    await expect(asked).rejects.toThrow('away');
    move();
    expect(told).toEqual([]);
  });

  it('EP-2: is told of nothing where the right to it ends while it is answered', async () => {
    const { board, connection, told, move, answer } = scene();
    const asked = board.get(connection, 's');
    board.drop(connection, 's');
    answer({ receipts: [{ userId: 'bob', readSeq: 3, deliveredSeq: 3 }] });
    expect(await asked).toMatchObject({ ok: false, code: 'not-a-member' });
    move();
    expect(told).toEqual([]);
  });

  it('EP-4: misses nothing that moves while it is answered, and is told from then on', async () => {
    const { board, connection, told, move, answer } = scene();
    const asked = board.get(connection, 's');
    move();
    const before: readonly Receipt[] = [{ userId: 'bob', readSeq: 3, deliveredSeq: 60 }];
    answer({ receipts: before });
    expect(await asked).toEqual({ ok: true, receipts: [{ userId: 'bob', readSeq: 57, deliveredSeq: 60 }] });
    expect(told).toEqual([]);
    move();
    expect(told).toHaveLength(1);
  });
});
