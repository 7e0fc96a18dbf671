import type { Entry } from '@tidemark/timeline';
import { expect } from 'vitest';
import { uuidv7 } from '../../src/ids.ts';
import { Browser } from './browser.ts';
import { LoadDevice } from './load.ts';

const LANES = 3;
const MESSAGES = 20;
const DEVICES = 4;

/** Two devices of alice, one of bob and one of carol, all members of one group, at the server behind a port. */
export class GroupUnderLoad {
  readonly devices: readonly LoadDevice[];
  readonly sessionId: string;

  private constructor(devices: readonly LoadDevice[], sessionId: string) {
    this.devices = devices;
    this.sessionId = sessionId;
  }

  static async setUp(port: number): Promise<GroupUnderLoad> {
    const browsers = Array.from({ length: DEVICES }, () => new Browser(port));
    const [a1, a2, bob, carol] = browsers as [Browser, Browser, Browser, Browser];
    await a1.signUp('alice');
    await a2.signIn('alice');
    await bob.signUp('bob');
    await carol.signUp('carol');
    const devices = browsers.map((browser) => new LoadDevice(browser));
    const client = await devices[0]?.client();
    const asked = { clientId: uuidv7(), usernames: ['bob', 'carol'], title: 'load' };
    const created = await client?.ask('session:create', asked);
    return new GroupUnderLoad(devices, created?.entry.sessionId ?? '');
  }

  get retries(): number {
    return this.devices.reduce((sum, { retries }) => sum + retries, 0);
  }

  /** Sends from all devices at once and breaks something whenever so many messages were acknowledged. */
  async send(breakAt: readonly number[], breakIt: () => Promise<void>): Promise<void> {
    let acknowledged = 0;
    const breaks: Promise<void>[] = [];
    const onAck = () => {
      acknowledged += 1;
      if (breakAt.includes(acknowledged)) breaks.push(breakIt());
    };
    const lanes = this.devices.flatMap((device) =>
      Array.from({ length: LANES }, () => device.lane(this.sessionId, MESSAGES, onAck)),
    );
    await Promise.all(lanes);
    await Promise.all(breaks);
    expect(breaks).toHaveLength(breakAt.length);
  }

  /** Sends from all devices at once for as long as something goes on. */
  async sendDuring(work: () => Promise<void>): Promise<void> {
    let isOver = false;
    const over = work().finally(() => (isOver = true));
    const lanes = this.devices.flatMap((device) =>
      Array.from({ length: LANES }, () => device.laneUntil(this.sessionId, () => isOver)),
    );
    await Promise.all([over, ...lanes]);
  }

  /** What was sent is what is stored: nothing lost, nothing doubled, nothing that nobody sent, one order for all. */
  async check(): Promise<void> {
    const history = await this.#history();
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
    const byClientId = new Map<string | null, Entry[]>();
    for (const entry of history) byClientId.set(entry.clientId, [...(byClientId.get(entry.clientId) ?? []), entry]);
    for (const device of this.devices) {
      for (const [clientId, entry] of device.acknowledged) expect(byClientId.get(clientId)).toEqual([entry]);
    }
    const sent = this.devices.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
    expect(history).toHaveLength(sent + 1);
    for (const device of this.devices) expect(await device.pullAll()).toEqual(history);
  }

  async #history(): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    const reader = await this.devices[2]?.client();
    for (let seq = 0; ;) {
      const anchor = { at: 'after', seq } as const;
      const page = await reader?.ask('history:page', { sessionId: this.sessionId, anchor, limit: 100 });
      if (!page?.covered) return entries;
      entries.push(...page.entries);
      seq = page.covered.to;
      if (seq === page.head) return entries;
    }
  }
}
