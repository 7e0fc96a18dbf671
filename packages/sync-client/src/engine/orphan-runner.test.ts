import { type ErrorCode, failure } from '@tidemark/protocol';
import { MemoryDeviceStore, SESSION, emptyDisk, sampleId } from '@tidemark/timeline/testing';
import { expect, it } from 'vitest';
import type { Transport } from '../ports.ts';
import { OrphanRunner } from './orphan-runner.ts';

const REFUSALS: readonly (readonly [ErrorCode, readonly string[]])[] = [
  ['session-unknown', ['lost']],
  ['device-revoked', []],
  ['unauthenticated', []],
  ['unavailable', []],
];

it.each(REFUSALS)('OB-8: a message is lost when its session is, and by no other refusal (%s)', async (code, lost) => {
  const disk = emptyDisk();
  disk.orphans.push({ sessionId: SESSION, clientId: sampleId('c', 1), text: 'mine', at: 1 });
  const store = new MemoryDeviceStore(sampleId('a', 1), disk);
  const asked: string[] = [];
  const transport = {
    request: async (event: string) => {
      asked.push(event);
      return failure(code);
    },
  } as unknown as Transport;
  const clock = { now: () => 0, after: () => () => {} };
  const runner = new OrphanRunner(
    { store, transport, clock, log: { note: () => {} } },
    { fence: () => 1, stored: () => {}, fenced: () => {} },
  );
  runner.live(true);
  await expect.poll(() => asked).toEqual(['message:find']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(disk.outbox.flatMap(({ state }) => (state.kind === 'refused' ? [state.code] : []))).toEqual(lost);
  expect(disk.orphans).toHaveLength(1 - lost.length);
});
