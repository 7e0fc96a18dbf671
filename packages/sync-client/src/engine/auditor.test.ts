import { type Failure, failure } from '@tidemark/protocol';
import type { Position, SyncAuditOutcome } from '@tidemark/timeline';
import {
  ALICE,
  EPOCH,
  MemoryDeviceStore,
  createdEntry,
  sampleEntry,
  sampleFrame,
  sampleId,
  samplePage,
} from '@tidemark/timeline/testing';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../ports.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { Auditor } from './auditor.ts';

const [ONE, TWO] = [sampleId('5', 1), sampleId('5', 2)];
const AT_START: Position = { epoch: EPOCH, checkpoint: 0 };

type Said = { readonly event: string; readonly at: number; readonly sessionId?: string };

/** An auditor of a device with two sessions, before a server whose answers a test gives. */
async function scene(server: { answer(asked: Said): object | Failure | null; sync?: SyncAuditOutcome }) {
  const clock = new ManualClock();
  const store = new MemoryDeviceStore(ALICE);
  const fence = await store.acquire();
  await store.replace(fence, samplePage([]), 'g', AT_START);
  const entries = [ONE, TWO].flatMap((sessionId) => [createdEntry({ sessionId }), sampleEntry(2, 'hi', { sessionId })]);
  await store.apply(fence, sampleFrame(1, entries));
  const asked: Said[] = [];
  const told = { ended: [] as string[], fenced: 0, resyncs: 0 };
  const request = async (
    event: string,
    payload: { sessionId?: string; ranges?: readonly { from: number; to: number }[] },
  ) => {
    const said = { event, at: clock.now(), ...(payload.sessionId ? { sessionId: payload.sessionId } : {}) };
    asked.push(said);
    const given = server.answer(said);
    if (given) return given;
    if (event === 'audit:sync') return { ok: true, outcome: server.sync ?? 'same' };
    const ranges = await store.digests(payload.sessionId ?? '', payload.ranges ?? []);
    return { ok: true, epoch: EPOCH, ranges };
  };
  const transport = { request } as unknown as Transport;
  const log = { note: () => {} };
  const auditor = new Auditor(
    { store, transport, clock, random: new SeededRandom(1), log },
    {
      fence: () => fence,
      resync: async () => (told.resyncs += 1) > 0,
      progressed: () => {},
      ended: (code) => told.ended.push(code),
      fenced: () => (told.fenced += 1),
    },
  );
  auditor.connected(true, true);
  const audit = async (id = 'a') => {
    auditor.ask(id);
    await clock.until(() => auditor.state(id)?.kind !== 'running');
    return auditor.state(id);
  };
  return { auditor, clock, store, asked, told, audit };
}

describe('the auditor', () => {
  it('AU-9: waits as long as the server says when it asks too fast', async () => {
    let left = 3;
    const { audit, asked } = await scene({
      answer: ({ event }) =>
        event === 'audit:session' && left-- > 0 ? failure('too-fast', { retryAfterMs: 700 }) : null,
    });
    expect(await audit()).toMatchObject({ kind: 'done', result: { checked: 4, repaired: 0 } });
    const times = asked.filter(({ event }) => event === 'audit:session').map(({ at }) => at);
    expect(times).toHaveLength(5);
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_100);
  });

  it('AU-9: leaves out a session that the server refuses, and goes on with the others', async () => {
    const { audit } = await scene({
      answer: ({ sessionId }) => (sessionId === TWO ? failure('session-unknown') : null),
    });
    expect(await audit()).toMatchObject({ kind: 'done', result: { checked: 2 } });
  });

  it('AU-5: takes nothing from a server of another epoch', async () => {
    const { audit, store } = await scene({
      answer: ({ event }) => (event === 'audit:session' ? { ok: true, epoch: 'epoch-2', ranges: [] } : null),
    });
    expect(await audit()).toEqual({ kind: 'failed' });
    expect(await store.entries(ONE, 0, 9)).toHaveLength(2);
    expect((await store.audited()).size).toBe(0);
  });

  it('AU-7: what cannot be compared is left, and comparing begins anew', async () => {
    for (const sync of ['below-floor', 'too-far'] as const) {
      const { audit, store, told } = await scene({ answer: () => null, sync });
      expect(await audit()).toMatchObject({ kind: 'done', result: { resynced: false } });
      expect(await store.syncDigest()).toMatchObject({ base: 4, checkpoint: 4 });
      expect(told.resyncs).toBe(0);
    }
  });

  it('AU-9: tells of the end of the device, and of another leader', async () => {
    const revoked = await scene({ answer: () => failure('device-revoked') });
    expect(await revoked.audit()).toEqual({ kind: 'failed' });
    expect(revoked.told.ended).toEqual(['device-revoked']);
    const fenced = await scene({ answer: () => null });
    await fenced.store.acquire();
    expect(await fenced.audit()).toEqual({ kind: 'failed' });
    expect(fenced.told.fenced).toBe(1);
  });

  it('AU-8: after a failure it tries again soon, after a success the next day', async () => {
    let fails = true;
    const { clock, asked } = await scene({ answer: () => (fails ? failure('unavailable') : null) });
    await clock.until(() => asked.length === 1, 900_000);
    await clock.until(() => asked.length === 2, 900_000);
    fails = false;
    await clock.until(() => asked.length === 5, 900_000);
    await clock.pass(23 * 3_600_000);
    expect(asked).toHaveLength(5);
    await clock.until(() => asked.length === 8, 14 * 3_600_000);
  });
});
