import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 500;
const PAUSE_MS = 20;

/**
 * A Redis that keeps nothing, on a port of its own: to be killed, frozen, and started again on the same port. It ends
 * with the calling process, however that ends. The program is `redis-server`, or what REDIS_SERVER_PATH names.
 */
export class TestRedis {
  readonly port: number;
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  /** @throws Error that says what to install where there is no Redis */
  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.startAgain();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it on its port; resolves when it answers. */
  async startAgain(): Promise<void> {
    const program = process.env.REDIS_SERVER_PATH || 'redis-server';
    const child = spawn(
      program,
      ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { stdio: ['ignore', 'ignore', 'ignore'] },
    );
    const failed = once(child, 'error').then(() => 'absent' as const);
    const ended = once(child, 'exit').then(() => 'ended' as const);
    this.#child = child;
    const state = await Promise.race([failed, ended, answers(this.port)]);
    if (state === 'absent') {
      throw new Error(
        `The tests need Redis. Install it (Debian: sudo apt-get install redis-server), or set REDIS_SERVER_PATH.`,
      );
    }
    if (state !== 'answers') throw new Error(`Redis did not start on port ${this.port}: it ${state}`);
    endWithUs(child.pid ?? 0);
  }

  /** SIGKILL takes it away, SIGSTOP makes it silent, SIGCONT lets it go on. Resolves when it is so. */
  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = signal === 'SIGKILL' ? once(child, 'exit') : null;
    child.kill(signal);
    await ended;
  }

  /** Ends it. Safe to repeat. */
  async stop(): Promise<void> {
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) await this.signal('SIGKILL');
    this.#child = null;
  }
}

async function answers(port: number): Promise<'answers' | 'stayed silent'> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await accepts(port)) return 'answers';
    await sleep(PAUSE_MS);
  }
  return 'stayed silent';
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => undefined);
    socket.once('close', (failed) => resolve(!failed));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** A shell that waits for the end of our pipe, which comes even when we are killed. */
function endWithUs(pid: number): void {
  const watch = spawn('sh', ['-c', 'cat >/dev/null; kill -KILL "$1" 2>/dev/null', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  const pipe = watch.stdin;
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
}
