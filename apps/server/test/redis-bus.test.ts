import { createServer } from 'node:http';
import { TestRedis } from '@tidemark/db/testing';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BusMessage } from '../src/bus/bus.ts';
import { RedisBus } from '../src/bus/redis-bus.ts';
import type { Log } from '../src/log.ts';
import { freePort } from './support/process.ts';

type Node = { readonly bus: RedisBus; readonly heard: BusMessage[]; readonly lines: string[]; backs: number };

let redis: TestRedis;
let nodes: { node: Node; io: Server }[];
beforeEach(async () => {
  redis = await TestRedis.start();
  nodes = [];
});
afterEach(async () => {
  for (const { node, io } of nodes) {
    await io.close();
    await node.bus.close();
  }
  await redis.stop();
});

function startNode(url = redis.url): Node {
  const lines: string[] = [];
  const say = (_fields: object, line: string) => void lines.push(line);
  const log: Log = { debug: () => {}, info: say, warn: say, error: say };
  const io = new Server(createServer());
  const node: Node = { bus: new RedisBus({ url, log }), heard: [], lines, backs: 0 };
  node.bus.listen(
    (message) => void node.heard.push(message),
    () => (node.backs += 1),
  );
  node.bus.attach(io);
  nodes.push({ node, io });
  return node;
}

const ended = (loginId: string): BusMessage => ({ kind: 'login-ended', loginId });
const isUp = (node: Node) => expect.poll(() => node.bus.isUp, { timeout: 10_000 }).toBe(true);
const isDown = (node: Node) => expect.poll(() => node.bus.isUp, { timeout: 10_000 }).toBe(false);

/** Publishes under new names until one is heard: until the other side listens again. */
async function untilHeard(from: Node, to: Node, name: string): Promise<void> {
  let count = 0;
  await expect
    .poll(
      () => {
        from.bus.publish(ended(`${name} ${(count += 1)}`));
        return to.heard.some((one) => one.kind === 'login-ended' && one.loginId.startsWith(name));
      },
      { timeout: 10_000 },
    )
    .toBe(true);
}

describe('the bus over Redis', () => {
  it('carries messages to all other nodes, in order, and not to the one that spoke', async () => {
    const [a, b, c] = [startNode(), startNode(), startNode()];
    for (const node of [a, b, c]) await isUp(node);
    for (const to of [b, c]) await untilHeard(a, to, 'ready');
    const said = Array.from({ length: 200 }, (_, i) => ended(`m${i}`));
    for (const message of said) a.bus.publish(message);
    const rest = (node: Node) => node.heard.filter((one) => one.kind === 'login-ended' && one.loginId.startsWith('m'));
    await expect.poll(() => rest(b).length).toBe(said.length);
    await expect.poll(() => rest(c).length).toBe(said.length);
    expect(rest(b)).toEqual(said);
    expect(rest(c)).toEqual(said);
    expect(a.heard).toEqual([]);
  });

  it('O-44: ends no process when Redis goes, says so once, and works again when it is back', async () => {
    const [a, b] = [startNode(), startNode()];
    await isUp(a);
    await isUp(b);
    await untilHeard(a, b, 'before');
    await redis.signal('SIGKILL');
    await isDown(a);
    await isDown(b);
    for (let i = 0; i < 100; i += 1) a.bus.publish(ended(`lost ${i}`));
    await redis.startAgain();
    await isUp(a);
    await isUp(b);
    await untilHeard(a, b, 'after');
    expect(b.heard.filter((one) => one.kind === 'login-ended' && one.loginId.startsWith('lost'))).toEqual([]);
    for (const node of [a, b]) {
      expect(node.lines).toHaveLength(2);
      expect(node.backs).toBe(2);
    }
  });

  it('O-44: notices a Redis that answers no more, and drops what it cannot say instead of keeping it', async () => {
    const [a, b] = [startNode(), startNode()];
    await isUp(a);
    await isUp(b);
    await redis.signal('SIGSTOP');
    await expect.poll(() => a.bus.isUp && b.bus.isUp, { timeout: 15_000 }).toBe(false);
    a.bus.publish(ended('x'));
    await redis.signal('SIGCONT');
    await isUp(a);
    await isUp(b);
    await untilHeard(b, a, 'after');
  });

  it('starts without Redis, says so in one line, and joins the others when it comes', async () => {
    await redis.stop();
    const [a, b] = [startNode(), startNode()];
    await expect.poll(() => a.lines.length).toBe(1);
    a.bus.publish(ended('nobody hears'));
    await redis.startAgain();
    await isUp(a);
    await isUp(b);
    await untilHeard(a, b, 'joined');
    expect(a.lines).toHaveLength(2);
  });

  it('can be closed before it was ever connected', async () => {
    startNode(`redis://127.0.0.1:${await freePort()}`);
  });
});
