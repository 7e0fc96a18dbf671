import type { Entry, SessionWindow } from '@tidemark/sync-client';
import { describe, expect, it } from 'vitest';
import { Sending, withSending } from './sending.ts';

const message = (clientId: string, sessionId = 's') => ({ clientId, sessionId, content: { text: clientId }, at: 5 });

function scene() {
  const timers: (() => void)[] = [];
  const sending = new Sending((_, run) => timers.push(run));
  const ids = () => sending.get().map(({ clientId }) => clientId);
  return { sending, ids, timers };
}

const window = (over: Partial<SessionWindow> = {}): SessionWindow => ({
  entries: [],
  gaps: [],
  states: new Map(),
  quoted: new Map(),
  pending: [],
  pinned: [],
  users: new Map(),
  ...over,
});

describe('Sending', () => {
  it('shows a message before it is stored, and tells of it', async () => {
    const { sending, ids, timers } = scene();
    let told = 0;
    sending.subscribe(() => (told += 1));
    let store: (answer: string) => void = () => undefined;
    const shown = sending.show(message('a'), new Promise<string>((resolve) => (store = resolve)));
    expect({ ids: ids(), told }).toEqual({ ids: ['a'], told: 1 });
    store('done');
    expect(await shown).toBe('done');
    expect(ids()).toEqual(['a']);
    for (const run of timers) run();
    expect({ ids: ids(), told }).toEqual({ ids: [], told: 2 });
  });

  it('shows it no more once it could not be stored, and hands the failure on', async () => {
    const { sending, ids } = scene();
    await expect(sending.show(message('a'), Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(ids()).toEqual([]);
  });
});

describe('withSending', () => {
  it('puts what is on its way after what waits, once, and says what has arrived', () => {
    const { sending } = scene();
    for (const id of ['a', 'b', 'c']) void sending.show(message(id), Promise.resolve());
    void sending.show(message('d', 'another'), Promise.resolve());
    const [first] = sending.get();
    const data = window({ entries: [{ clientId: 'b' } as Entry], pending: first ? [first] : [] });
    const shown = withSending(data, sending.get(), 's');
    expect(shown.data.pending.map(({ clientId }) => clientId)).toEqual(['a', 'c']);
    expect([...shown.arrived]).toEqual(['a', 'b']);
  });

  it('is the same window where nothing is on its way', () => {
    const data = window();
    expect(withSending(data, [], 's').data).toBe(data);
  });
});
