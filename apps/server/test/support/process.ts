import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const SERVER = join(import.meta.dirname, '../..');

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** The server as a process of its own, with its embedded PostgreSQL, to be killed. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<number | null>;
  output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = new Promise((resolve) => child.once('exit', resolve));
    child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (this.output += data.toString()));
  }

  /** Resolves when it is ready. */
  static async start(dataDir: string, port: number, env: Record<string, string> = {}): Promise<ServerProcess> {
    const started = new ServerProcess(
      spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
        cwd: SERVER,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          NODE_ENV: 'production',
          WEB: 'off',
          AUTH_RATE_LIMIT: 'off',
          LOG_LEVEL: 'warn',
          DATA_DIR: dataDir,
          PORT: String(port),
          ...env,
        },
      }),
    );
    const ready = new Promise<void>((resolve) => {
      started.#child.stdout?.on('data', () => started.output.includes('Tidemark is ready on') && resolve());
    });
    await Promise.race([ready, started.exited]);
    if (started.#child.exitCode !== null) throw new Error(`the server did not start:\n${started.output}`);
    return started;
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.exited;
  }
}

/** Kills the postmaster of a data folder; what it has not written to disk is lost. */
export function killPostgres(dataDir: string): void {
  const [pid] = readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}
