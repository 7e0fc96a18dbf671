import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './poll.ts';
import { ROOT } from './root.ts';

const READY_MS = 60_000;
const STOP_MS = 20_000;

/** Where a server and its database are; plain data, so that it can be handed to another process. */
export type ServerPlace = { readonly port: number; readonly dataDir: string };

/** The whole product as a process of its own, on a free port, with an embedded PostgreSQL and data of its own. */
export class TestServer {
  readonly place: ServerPlace;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;

  private constructor(place: ServerPlace, env: Readonly<Record<string, string>>) {
    this.place = place;
    this.#env = env;
  }

  /** @throws Error with the server's own words when it does not come up */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    if (!existsSync(path.join(ROOT, 'apps/web/.next/BUILD_ID'))) {
      throw new Error('The web client is not built: run "npx turbo run build", or "npm run test:e2e", which does.');
    }
    const dataDir = mkdtempSync(path.join(tmpdir(), 'tidemark-e2e-'));
    chmodSync(dataDir, 0o755); // PostgreSQL may run under another account
    const server = new TestServer({ port: await freePort(), dataDir }, env);
    try {
      await server.restart();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  /** Starts the process, on the same port and data as before. */
  async restart(): Promise<void> {
    const { port, dataDir } = this.place;
    const log = openSync(this.#logFile, 'a');
    const child = spawn(
      process.execPath,
      ['--import', './scripts/lib/follow-parent.mjs', '--import', 'tsx', 'apps/server/src/main.ts'],
      {
        cwd: ROOT,
        stdio: ['ignore', log, log, 'ipc'],
        env: {
          ...inherited(),
          NODE_ENV: 'production',
          PORT: String(port),
          DATA_DIR: dataDir,
          AUTH_RATE_LIMIT: 'off',
          RATE_DEVICE: '1000000',
          RATE_USER: '1000000',
          LOG_LEVEL: 'warn',
          ...this.#env,
        },
      },
    );
    closeSync(log);
    this.#child = child;
    await until(`the server on port ${port}`, READY_MS, async () => {
      if (hasEnded(child)) throw new Error(`The server did not start:\n${this.log()}`);
      return (await isReady(port)) ? true : null;
    });
  }

  /** SIGKILL to the server's process. Its PostgreSQL lives on, as it would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGKILL to PostgreSQL's first process, while it takes requests. Returns its id. */
  killPostgres(): number {
    const pid = this.postgresPid();
    if (pid === null) throw new Error('PostgreSQL does not run');
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  postgresPid(): number | null {
    const file = path.join(this.place.dataDir, 'postgres/cluster/postmaster.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
  }

  log(): string {
    return readFileSync(this.#logFile, 'utf8').slice(-4_000);
  }

  /** Ends it all and removes the data. */
  async dispose(): Promise<void> {
    await this.#end('SIGTERM');
    // After a kill nobody is left to end PostgreSQL.
    const pid = this.postgresPid();
    if (pid !== null) {
      signal(pid, 'SIGINT');
      await until('the end of PostgreSQL', STOP_MS, () => (this.postgresPid() === null ? true : null));
    }
    rmSync(this.place.dataDir, { recursive: true, force: true });
  }

  async #end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(how);
    await ended;
  }

  get #logFile(): string {
    return path.join(this.place.dataDir, 'server.log');
  }
}

/** The environment of this process without what would configure the server. */
function inherited(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, APP_ORIGIN: _origin, HOST: _host, FORCE_COLOR: _color, ...rest } = process.env;
  return { ...rest, NEXT_TELEMETRY_DISABLED: '1' };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
