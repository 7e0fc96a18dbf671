import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GroupUnderLoad } from './support/group-load.ts';
import { freePort, killPostgres, ServerProcess } from './support/process.ts';

let dataDir: string;
let port: number;
let server: ServerProcess;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tidemark-crash-'));
  chmodSync(dataDir, 0o755);
  port = await freePort();
  server = await ServerProcess.start(dataDir, port);
});
afterEach(async () => {
  await server.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

describe('killed under load', () => {
  it('the server, three times: what was acknowledged is there once, in one order for all', async () => {
    const group = await GroupUnderLoad.setUp(port);
    await group.send([20, 90, 170], async () => {
      await server.kill('SIGKILL');
      server = await ServerProcess.start(dataDir, port);
    });
    expect(group.retries).toBeGreaterThan(0);
    await group.check();
  }, 120_000);

  it('PostgreSQL, twice: the server brings it back, and nothing acknowledged is lost or doubled', async () => {
    const group = await GroupUnderLoad.setUp(port);
    await group.send([30, 130], async () => killPostgres(dataDir));
    expect(group.retries).toBeGreaterThan(0);
    await group.check();
  }, 120_000);
});
