import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../embedded.ts';
import { migrate } from '../migrate.ts';
import { TEMPLATE } from './test-database.ts';

export type TestPostgres = {
  /** Of the server's own database; give it to `createTestDatabase`. */
  readonly url: string;
  /** The postmaster, for tests that kill it. */
  readonly pid: number;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
};

/**
 * A real server of its own in a temporary folder, with a migrated template database. It does not wait for the disk:
 * that costs no safety against killed processes, only against a power cut. It ends with the calling process, however
 * that ends.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tidemark-test-'));
  chmodSync(dataDir, 0o711); // as root, the server runs under an account that must get there
  const server = await startEmbeddedPostgres({
    dataDir,
    database: 'postgres',
    settings: ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'shared_buffers=64MB'],
  });
  endWithUs(server.pid, dataDir);
  const template = new URL(server.url);
  template.pathname = `/${TEMPLATE}`;
  await migrate({ url: template.href });
  return {
    url: server.url,
    pid: server.pid,
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A shell that waits for the end of our pipe, which comes even when we are killed, and then cleans up. */
function endWithUs(pid: number, dataDir: string): void {
  const script =
    'cat >/dev/null; [ -f "$1/postgres/cluster/postmaster.pid" ] && kill -INT "$2" && sleep 2; rm -rf "$1"';
  const watch = spawn('sh', ['-c', script, 'sh', dataDir, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  const pipe = watch.stdin;
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}
