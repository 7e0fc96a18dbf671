import { failure } from '@tidemark/protocol';
import { describe, expect, it } from 'vitest';
import { CommandDesk } from '../src/tabs/command-desk.ts';
import type { Command, CommandResult } from '../src/tabs/messages.ts';
import { ManualClock, MemoryTabs } from '../src/testing/index.ts';

const COMMAND: Command = { name: 'find-user', username: 'bob' };

/** A leader whose answers a test gives. */
class Carrier {
  readonly asked: ((result: CommandResult) => void)[] = [];

  run(): Promise<CommandResult> {
    return new Promise((resolve) => this.asked.push(resolve));
  }
}

function desks() {
  const clock = new ManualClock();
  const tabs = new MemoryTabs(clock);
  const [leader, follower] = [0, 1].map(() => new CommandDesk({ clock, channel: tabs.channel() }));
  if (!leader || !follower) throw new Error('unreachable');
  return { clock, leader, follower };
}

describe('commands', () => {
  it('TB-5: what fails because its leader steps down is put to the next one', async () => {
    const { clock, leader, follower } = desks();
    const [first, second] = [new Carrier(), new Carrier()];
    leader.lead(first);
    const result = follower.ask('one', COMMAND);
    await clock.until(() => first.asked.length === 1);
    leader.lead(null);
    first.asked[0]?.(failure('unavailable'));
    await clock.pass(10);
    follower.lead(second);
    await clock.until(() => second.asked.length === 1, 100);
    second.asked[0]?.({ ok: true, value: 'bob' });
    expect(await result).toEqual({ ok: true, value: 'bob' });
  });

  it('TB-5: what a leader did before it stepped down counts', async () => {
    const { clock, leader, follower } = desks();
    const carrier = new Carrier();
    leader.lead(carrier);
    const result = follower.ask('one', COMMAND);
    await clock.until(() => carrier.asked.length === 1);
    leader.lead(null);
    carrier.asked[0]?.({ ok: true, value: 'bob' });
    expect(await clock.finish(result)).toEqual({ ok: true, value: 'bob' });
  });

  it('TB-5: asked twice of one leader is carried out once', async () => {
    const { clock, leader, follower } = desks();
    const carrier = new Carrier();
    leader.lead(carrier);
    const result = follower.ask('one', COMMAND);
    follower.askAgain();
    follower.askAgain();
    await clock.pass(100);
    expect(carrier.asked).toHaveLength(1);
    carrier.asked[0]?.({ ok: true, value: 'bob' });
    expect(await clock.finish(result)).toMatchObject({ ok: true });
  });

  it('TB-7: without any leader a command fails after a while, and may be tried again', async () => {
    const { clock, follower } = desks();
    expect(await clock.finish(follower.ask('one', COMMAND))).toMatchObject({ code: 'unavailable', retryable: true });
    follower.close();
    expect(await follower.ask('two', COMMAND)).toMatchObject({ code: 'unavailable' });
  });
});
