import { describe, expect, it } from 'vitest';
import type { Entry } from '@tidemark/timeline';
import {
  EPOCH,
  MemoryDeviceStore,
  SESSION,
  sampleEntry,
  samplePage,
  sampleSessionFrame,
  sampleView,
} from '@tidemark/timeline/testing';
import { copyOfDisk, journaledDisk } from './disk.ts';

const entry = (seq: number): Entry => ({
  sessionId: 's',
  seq,
  authorId: 'ann',
  clientId: `c${seq}`,
  at: 0,
  body:
    seq === 1
      ? { kind: 'session-created', sessionKind: 'group', title: 't', memberIds: ['ann'], mode: 'push' }
      : { kind: 'message', text: 'x' },
});

function frameOf(from: number, to: number) {
  const items = Array.from({ length: to - from + 1 }, (_, at) => {
    return { kind: 'entry' as const, syncSeq: from + at, entry: entry(from + at) };
  });
  return { epoch: 'e', head: to, floor: 1, from, to, items, users: [] };
}

function journaled(before?: Parameters<typeof journaledDisk>[1]) {
  const lines: string[] = [];
  const disk = journaledDisk(
    {
      applied: ({ seq }) => lines.push(`applied ${seq}`),
      moved: ({ checkpoint }) => lines.push(`moved ${checkpoint}`),
      forgot: (sessionId) => lines.push(`forgot ${sessionId}`),
      followed: (sessionId, from, to) => lines.push(`followed ${sessionId} ${from} to ${to}`),
    },
    before,
  );
  return { disk, lines, store: new MemoryDeviceStore('ann', disk) };
}

describe('a journaled disk', () => {
  it('tells of entries, checkpoints and forgotten sessions in the order in which they are written', async () => {
    const { store, lines } = journaled();
    const empty = { epoch: 'e', head: 0, floor: 1, checkpoint: 0, sessions: [], users: [], next: null };
    await store.replace(1, empty, 'g1', { epoch: 'e', checkpoint: 0 });
    await store.apply(1, frameOf(1, 2));
    await store.apply(1, frameOf(2, 3));
    await store.replace(1, empty, 'g2', { epoch: 'e', checkpoint: 3 });
    expect(lines).toEqual([
      'moved 0',
      'applied 1',
      'applied 2',
      'moved 2',
      'applied 3',
      'moved 3',
      'forgot s',
      'moved 3',
    ]);
  });

  it('tells of a session in pull mode after the entries that its checkpoint covers', async () => {
    const { store, lines } = journaled();
    const view = sampleView({ mode: 'pull', head: 1 });
    await store.replace(1, samplePage([view]), 'g1', { epoch: EPOCH, checkpoint: 0 });
    await store.applySession(1, sampleSessionFrame([sampleEntry(2), sampleEntry(3)]));
    expect(lines).toEqual(['moved 0', 'applied 2', 'applied 3', `followed ${SESSION} 1 to 3`]);
  });

  it('is the same disk in another machine, and tells only of what is new', async () => {
    const first = journaled();
    const empty = { epoch: 'e', head: 0, floor: 1, checkpoint: 0, sessions: [], users: [], next: null };
    await first.store.replace(1, empty, 'g1', { epoch: 'e', checkpoint: 0 });
    await first.store.apply(1, frameOf(1, 2));
    const second = journaled(copyOfDisk(first.disk));
    expect(second.lines).toEqual([]);
    await second.store.apply(1, frameOf(3, 3));
    expect(second.lines).toEqual(['applied 3', 'moved 3']);
    const seqs = (await second.store.entries('s', 1, 9)).map(({ seq }) => seq);
    expect(seqs).toEqual([1, 2, 3]);
    expect(await second.store.position()).toEqual({ epoch: 'e', checkpoint: 3 });
  });
});
