import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './support/browser.ts';
import { freePort, ServerProcess } from './support/process.ts';

let dataDir: string;
let port: number;
let server: ServerProcess;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tidemark-process-'));
  chmodSync(dataDir, 0o755);
  port = await freePort();
  server = await ServerProcess.start(dataDir, port);
});
afterAll(async () => {
  await server.kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

/** What a start that fails tells its user. */
async function failure(dir: string, atPort: number, env: Record<string, string> = {}): Promise<string> {
  const started = ServerProcess.start(dir, atPort, { LOG_LEVEL: 'silent', ...env });
  return started.then(
    () => 'it started',
    (error: Error) => error.message.replace('the server did not start:\n', ''),
  );
}

const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;

describe('the process', () => {
  it('says where it is', () => {
    expect(server.output).toContain(`Tidemark is ready on http://localhost:${port}\n`);
  });

  it('does not start twice on one data folder, and the first one goes on', async () => {
    expect(await failure(dataDir, await freePort())).toBe(
      `Tidemark already runs on ${dataDir}: stop it, or choose another folder with DATA_DIR.\n`,
    );
    expect(await ready()).toBe(200);
  });

  it('says in one line what to do about a port in use', async () => {
    const other = mkdtempSync(join(tmpdir(), 'tidemark-process-'));
    chmodSync(other, 0o755);
    expect(await failure(other, port)).toBe(
      `Port ${port} is in use: stop what listens there, or choose another, such as PORT=${port + 1}.\n`,
    );
    expect(await ready()).toBe(200);
    rmSync(other, { recursive: true, force: true });
  });

  it('says in one line each what is wrong with its configuration', async () => {
    expect(await failure(dataDir, port, { PORT: 'x', WEB: 'x' })).toBe(
      'PORT: must be a whole number from 0 to 65535\nWEB: must be on or off\n',
    );
    const unreachable = await failure(dataDir, port, { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/x' });
    expect(unreachable.trim().split('\n')).toHaveLength(1);
    expect(unreachable).toContain('DATABASE_URL');
  });

  it('stops cleanly with a client on it, and keeps everything for the next start', async () => {
    const browser = new Browser(port);
    await browser.signUp('alice');
    const client = await browser.connect();
    const code = server.kill('SIGTERM');
    await client.message('server:restart');
    await client.closed;
    expect(await code).toBe(0);
    server = await ServerProcess.start(dataDir, port);
    await browser.connect();
  });
});
