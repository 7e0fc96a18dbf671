import { createTestDatabase, TestRedis, type TestDatabase } from '@tidemark/db/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Balancer } from './support/balancer.ts';
import { GroupUnderLoad } from './support/group-load.ts';
import { freePort, ServerProcess } from './support/process.ts';

type Node = { readonly port: number; process: ServerProcess };

const dataDir = mkdtempSync(join(tmpdir(), 'tidemark-rolling-'));
let database: TestDatabase;
let redis: TestRedis;
let balancer: Balancer;
let env: Record<string, string>;
const nodes: Node[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await TestRedis.start();
  const ports = [await freePort(), await freePort()];
  balancer = await Balancer.start(ports);
  env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    AUTH_SECRET: 'x'.repeat(32),
    APP_ORIGIN: `http://localhost:${balancer.port}`,
    DRAIN_SECONDS: '1',
  };
  for (const port of ports) nodes.push({ port, process: await ServerProcess.start(dataDir, port, env) });
}, 120_000);
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.process.kill('SIGTERM')));
  await balancer.close();
  await redis.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('O-43 ND-4: nodes restarted in turn under load lose nothing, double nothing, and show no error', async () => {
  const group = await GroupUnderLoad.setUp(balancer.port);
  expect(balancer.given.size).toBe(2);
  await group.sendDuring(async () => {
    for (const node of nodes) {
      expect(await node.process.kill('SIGTERM')).toBe(0);
      node.process = await ServerProcess.start(dataDir, node.port, env);
    }
  });
  const told = group.devices.flatMap((device) => device.restarts);
  expect(told.length).toBeGreaterThan(0);
  expect(new Set(told).size).toBe(told.length);
  // only what an outbox takes up again by itself, without a word to anybody
  const refusals = new Set(group.devices.flatMap((device) => device.refusals));
  expect([...refusals].filter((code) => code !== 'unavailable')).toEqual([]);
  await group.check();
}, 180_000);
