import type { AppendBatch, AppendRequest, Delivery } from '@tidemark/timeline';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import type { Verdict } from '../rights/standing.ts';
import { TestClock } from '../../test/support/clock.ts';
import { Writer } from './writer.ts';

/** A store whose batches commit when the test says so. */
class GatedStore {
  readonly batches: (readonly AppendRequest[])[] = [];
  #gates: ((error?: Error) => void)[] = [];
  #seq = 0;
  #arrived: (() => void) | null = null;

  append(batch: readonly AppendRequest[]): Promise<AppendBatch> {
    this.batches.push(batch);
    this.#arrived?.();
    return new Promise((resolve, reject) => {
      this.#gates.push((error) => (error ? reject(error) : resolve(this.#commit(batch))));
    });
  }

  /** Resolves when the store has been given `count` batches in all. */
  async given(count: number): Promise<void> {
    while (this.batches.length < count) await new Promise<void>((resolve) => (this.#arrived = resolve));
  }

  /** Lets the batch at work commit, or fail. */
  open(error?: Error): void {
    this.#gates.shift()?.(error);
  }

  /** Leaves the oldest batch at work where it is: `open` is for those after it. */
  passOver(): () => void {
    const gate = this.#gates.shift();
    return () => gate?.();
  }

  #commit(batch: readonly AppendRequest[]): AppendBatch {
    const outcomes = batch.map((request) => {
      if (request.sessionId === 'closed') return { outcome: 'refused', reason: 'not-a-member' } as const;
      this.#seq += 1;
      const { sessionId, authorId, clientId } = request;
      const text = textOf(request);
      const entry = { sessionId, seq: this.#seq, authorId, clientId, at: 0, body: { kind: 'message', text } as const };
      return { outcome: 'stored', repeated: false, entry } as const;
    });
    const items = outcomes.flatMap((one) =>
      one.outcome === 'stored' ? [{ kind: 'entry', syncSeq: one.entry.seq, entry: one.entry } as const] : [],
    );
    return {
      epoch: 'e',
      outcomes,
      deliveries: [{ userId: 'u', deviceId: 'd', floor: 1, items }],
      sessionDeliveries: [],
    };
  }
}

const textOf = (request: AppendRequest) => ('text' in request ? request.text : '');

const ASKER = { userId: 'u', deviceId: 'd', loginId: 'l' };

function setUp(options: { maxBatch?: number; maxQueue?: number } = {}) {
  const store = new GatedStore();
  const clock = new TestClock(0);
  const published: (readonly Delivery[])[] = [];
  const checks: (() => Promise<readonly Verdict[]>)[] = [];
  const writer = new Writer({
    store,
    checkAll: (askers) => checks.shift()?.() ?? Promise.resolve(askers.map(() => 'may')),
    publish: ({ deliveries }) => void published.push(deliveries),
    log: silentLog,
    clock,
    maxBatch: options.maxBatch ?? 200,
    maxQueue: options.maxQueue ?? 1000,
  });
  const send = (text: string, sessionId = 'open') =>
    writer.append({ sessionId, authorId: 'u', clientId: text, text }, ASKER);
  return { store, clock, published, writer, send, checks };
}

const texts = (batch: readonly AppendRequest[] | undefined) => batch?.map(textOf);

describe('the writer', () => {
  it('asks for the rights of a whole batch as it begins, and stores what those with rights have sent', async () => {
    const { store, send, checks } = setUp();
    checks.push(async () => ['may', 'device-revoked', 'may']);
    const answers = [send('1'), send('2'), send('3')];
    await store.given(1);
    expect(texts(store.batches[0])).toEqual(['1', '3']);
    store.open();
    expect(await Promise.all(answers)).toMatchObject([
      { outcome: 'stored' },
      { outcome: 'no-right', verdict: 'device-revoked' },
      { outcome: 'stored' },
    ]);
  });

  it('stores nothing when rights cannot be asked for, and nothing when nobody has any', async () => {
    const { store, send, checks } = setUp();
    checks.push(() => Promise.reject(new Error('the database is away')));
    expect(await send('1')).toEqual({ outcome: 'unavailable' });
    checks.push(async () => ['unauthenticated']);
    expect(await send('2')).toEqual({ outcome: 'no-right', verdict: 'unauthenticated' });
    expect(store.batches).toEqual([]);
  });

  it('WR-1: answers an append only after its batch has committed, and pushes once per batch', async () => {
    const { store, published, send } = setUp();
    let answered = false;
    const one = send('1').then((outcome) => {
      answered = true;
      return outcome;
    });
    await store.given(1);
    expect(answered).toBe(false);
    expect(published).toHaveLength(0);
    store.open();
    expect(await one).toMatchObject({ outcome: 'stored', entry: { seq: 1 } });
    expect(published).toHaveLength(1);
  });

  it('collects what comes while a batch commits, in order, up to the size of a batch', async () => {
    const { store, published, send } = setUp({ maxBatch: 3 });
    const answers = [send('1')];
    await store.given(1);
    for (const text of ['2', '3', '4', '5']) answers.push(send(text));
    store.open();
    await store.given(2);
    store.open();
    await store.given(3);
    store.open();
    const outcomes = await Promise.all(answers);
    expect(store.batches.map(texts)).toEqual([['1'], ['2', '3', '4'], ['5']]);
    expect(outcomes.map((one) => (one.outcome === 'stored' ? one.entry.seq : 0))).toEqual([1, 2, 3, 4, 5]);
    expect(published).toHaveLength(3);
  });

  it('puts what comes in one turn of the event loop into one batch', async () => {
    const { store, send } = setUp();
    const answers = ['1', '2', '3'].map((text) => send(text));
    await store.given(1);
    expect(texts(store.batches[0])).toEqual(['1', '2', '3']);
    store.open();
    await Promise.all(answers);
  });

  it('lets a refused member of a batch fail alone', async () => {
    const { store, send } = setUp();
    const answers = [send('1'), send('2', 'closed'), send('3')];
    await store.given(1);
    store.open();
    expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual(['stored', 'refused', 'stored']);
  });

  it('tells every member of a failed batch to come again, pushes nothing of it, and goes on', async () => {
    const { store, published, send } = setUp();
    const failed = [send('1'), send('2')];
    await store.given(1);
    const later = send('3');
    store.open(new Error('the database is away'));
    expect(await Promise.all(failed)).toEqual([{ outcome: 'unavailable' }, { outcome: 'unavailable' }]);
    expect(published).toHaveLength(0);
    await store.given(2);
    store.open();
    expect(await later).toMatchObject({ outcome: 'stored' });
    expect(published).toHaveLength(1);
  });

  it('answers what was stored although the push failed', async () => {
    const store = new GatedStore();
    const publish = () => {
      throw new Error('no push today');
    };
    const checkAll = async () => ['may'] as const;
    const clock = new TestClock(0);
    const writer = new Writer({ store, checkAll, publish, log: silentLog, clock, maxBatch: 10, maxQueue: 10 });
    const answer = writer.append({ sessionId: 'open', authorId: 'u', clientId: 'c', text: 't' }, ASKER);
    await store.given(1);
    store.open();
    expect(await answer).toMatchObject({ outcome: 'stored' });
  });

  it('takes no more than its queue holds', async () => {
    const { store, send } = setUp({ maxQueue: 2, maxBatch: 1 });
    const answers = [send('1')];
    await store.given(1);
    answers.push(send('2'), send('3'));
    expect(await send('4')).toEqual({ outcome: 'unavailable' });
    for (const count of [2, 3]) {
      store.open();
      await store.given(count);
    }
    store.open();
    expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored']);
  });

  it('commits what it has taken before it closes, and takes nothing after', async () => {
    const { store, writer, send } = setUp();
    const taken = send('1');
    const closed = writer.close();
    expect(await send('2')).toEqual({ outcome: 'unavailable' });
    await store.given(1);
    store.open();
    await closed;
    expect(await taken).toMatchObject({ outcome: 'stored' });
    expect(store.batches).toHaveLength(1);
  });

  it('lets a slow batch hold up its own sessions, and no others (O-24)', async () => {
    const { store, clock, send } = setUp();
    const slow = [send('1', 'locked'), send('2', 'open')];
    await store.given(1);
    const release = store.passOver();
    const [behind, other] = [send('3', 'locked'), send('4', 'elsewhere')];
    await settled();
    expect(store.batches).toHaveLength(1);
    clock.advance(1_000);
    await store.given(2);
    expect(texts(store.batches[1])).toEqual(['4']);
    store.open();
    expect(await other).toMatchObject({ outcome: 'stored' });
    const more = send('5', 'elsewhere');
    await store.given(3);
    store.open();
    expect(await more).toMatchObject({ outcome: 'stored' });
    release();
    await Promise.all(slow);
    await store.given(4);
    expect(texts(store.batches[3])).toEqual(['3']);
    store.open();
    expect(await behind).toMatchObject({ outcome: 'stored' });
  });

  it('tries the sessions of a batch that gave up waiting one by one (O-24)', async () => {
    const { store, send } = setUp();
    const answers = ['locked', 'one', 'two', 'one'].map((session, n) => send(`${n}`, session));
    await store.given(1);
    const gaveUp = Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });
    store.open(gaveUp);
    await store.given(2);
    expect(texts(store.batches[1])).toEqual(['0']);
    store.open(gaveUp);
    await store.given(3);
    expect(texts(store.batches[2])).toEqual(['1', '3']);
    store.open();
    await store.given(4);
    expect(texts(store.batches[3])).toEqual(['2']);
    store.open();
    expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual([
      'unavailable',
      'stored',
      'stored',
      'stored',
    ]);
    const together = [send('4', 'one'), send('5', 'two')];
    await store.given(5);
    expect(texts(store.batches[4])).toEqual(['4', '5']);
    store.open();
    await Promise.all(together);
  });

  it('waits with everything once too many batches are slow, and takes up all of it again', async () => {
    const { store, clock, send, writer } = setUp();
    const releases: (() => void)[] = [];
    const answers = [];
    for (let n = 1; n <= 4; n += 1) {
      answers.push(send(`${n}`, `session ${n}`));
      await store.given(n);
      releases.push(store.passOver());
      clock.advance(1_000);
    }
    answers.push(send('5', 'session 5'));
    await settled();
    expect(store.batches).toHaveLength(4);
    const closed = writer.close();
    releases.forEach((release) => release());
    await store.given(5);
    store.open();
    await closed;
    expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual(Array(5).fill('stored'));
  });
});

/** What could happen by itself has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
