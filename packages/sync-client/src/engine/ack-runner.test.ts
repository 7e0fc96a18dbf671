import type { Position } from '@tidemark/timeline';
import { failure } from '@tidemark/protocol';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../ports.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { ACK_EVERY, AckRunner } from './ack-runner.ts';

function scene(answer: () => Awaited<ReturnType<Transport['request']>> = () => ({ ok: true }) as never) {
  const clock = new ManualClock();
  const said: Position[] = [];
  const ended: string[] = [];
  const transport: Pick<Transport, 'request'> = {
    request: async (_event, payload) => {
      said.push(payload as unknown as Position);
      return answer() as never;
    },
  };
  const runner = new AckRunner(
    { clock, transport: transport as Transport },
    { acked: () => {}, ended: (code) => ended.push(code) },
  );
  const at = (checkpoint: number, epoch = 'e'): { position: Position } => ({ position: { epoch, checkpoint } });
  return { clock, said, ended, runner, at, checkpoints: () => said.map(({ checkpoint }) => checkpoint) };
}

describe('what a device says of how far it is', () => {
  it('is said at once, then at most once a second, the newest only', async () => {
    const { clock, runner, at, checkpoints } = scene();
    for (let checkpoint = 1; checkpoint <= 50; checkpoint += 1) runner.stepped(at(checkpoint), true);
    expect(checkpoints()).toEqual([1]);
    await clock.pass(ACK_EVERY);
    expect(checkpoints()).toEqual([1, 50]);
    await clock.pass(10 * ACK_EVERY);
    expect(checkpoints()).toEqual([1, 50]);
  });

  it('is said anew on each connection, and never without one', async () => {
    const { clock, runner, at, checkpoints } = scene();
    runner.stepped(at(7), false);
    expect(checkpoints()).toEqual([]);
    runner.stepped(at(7), true);
    runner.stepped(at(8), false);
    await clock.pass(ACK_EVERY);
    expect(checkpoints()).toEqual([7]);
    runner.stepped(at(8), true);
    expect(checkpoints()).toEqual([7, 8]);
  });

  it('is not repeated when it fails; a refusal for good ends the device', async () => {
    let code: 'unavailable' | 'device-revoked' = 'unavailable';
    const { clock, runner, at, checkpoints, ended } = scene(() => failure(code));
    runner.stepped(at(3), true);
    await clock.pass(5 * ACK_EVERY);
    expect(checkpoints()).toEqual([3]);
    expect(ended).toEqual([]);
    code = 'device-revoked';
    runner.stepped(at(4), true);
    await clock.pass(ACK_EVERY);
    expect(ended).toEqual(['device-revoked']);
  });

  it('falls silent when the tab leads no more', async () => {
    const { clock, runner, at, checkpoints } = scene();
    runner.stepped(at(1), true);
    runner.stepped(at(2), true);
    runner.close();
    await clock.pass(ACK_EVERY);
    expect(checkpoints()).toEqual([1]);
  });
});
