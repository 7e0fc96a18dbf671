import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@tidemark/db/embedded';
import { until } from './wait.ts';

/**
 * What a commit promises stays as it is. Only the disk is not waited for, which a killed process cannot tell: what it
 * has handed to the system is written all the same.
 */
const SETTINGS = ['fsync=off', 'shared_buffers=64MB'];

/** A server whose disk is full ends within so many ms, or is ended. */
const GONE_WITHIN_MS = 10_000;

/** True where the limits of another process can be set: on Linux, with util-linux. */
export const CAN_FILL_DISKS = spawnSync('prlimit', ['--version']).status === 0;

/** A real PostgreSQL that the run kills. */
export class Postgres {
  readonly url: string;
  readonly #dataDir: string;
  #running: EmbeddedPostgres;

  private constructor(dataDir: string, running: EmbeddedPostgres) {
    this.#dataDir = dataDir;
    this.#running = running;
    this.url = running.url;
  }

  static async start(folder: string): Promise<Postgres> {
    const dataDir = path.join(folder, 'database');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o711); // as root, the server runs under an account that must get there
    const running = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
    endWithUs(path.join(running.folder, 'cluster/postmaster.pid'));
    return new Postgres(dataDir, running);
  }

  kill(): void {
    process.kill(this.#running.pid, 'SIGKILL');
  }

  /** From now on no write to the disk succeeds, as when it is full. The server ends over it. */
  fillDisk(): void {
    const { pid } = this.#running;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    // An account may set limits of its own processes. What the server starts from now on inherits them.
    const { uid, gid } = statSync(`/proc/${pid}`);
    for (const id of [String(pid), ...children])
      spawnSync('prlimit', ['--pid', id, '--fsize=1:'], { uid, gid, cwd: '/' });
  }

  /** Resolves when the process has ended, which was to happen. */
  async gone(): Promise<void> {
    const { pid } = this.#running;
    if (!(await until(() => !existsSync(`/proc/${pid}`), GONE_WITHIN_MS))) this.kill();
  }

  /** Starts it again; it recovers what was committed. */
  async restart(): Promise<void> {
    this.#running = await startEmbeddedPostgres({ dataDir: this.#dataDir, settings: SETTINGS });
    if (this.#running.url !== this.url) throw new Error('PostgreSQL came back on another port');
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }
}

/** The server is a process apart: should ours be killed, a shell that waits for the end of our pipe ends it. */
function endWithUs(pidFile: string): void {
  const script = 'cat >/dev/null; [ -f "$1" ] && kill -INT "$(head -n 1 "$1")"';
  const watch = spawn('sh', ['-c', script, 'sh', pidFile], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watch.unref();
  const pipe = watch.stdin;
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}
