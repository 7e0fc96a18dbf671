import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REPOSITORY = path.resolve(import.meta.dirname, '../../../..');
const READY = 'Tidemark is ready on';
/** A node that does not come up (its database is down) is started again after so many ms, at most so many times. */
const AGAIN = { afterMs: 200, times: 100 };
const KEPT_OUTPUT = 8_000;

export type NodeOptions = {
  readonly name: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Told when the process ends without having been asked to. */
  readonly died: (report: string) => void;
};

/** One server process, kept running as a supervisor would. */
export class ServerNode {
  readonly name: string;
  readonly port: number;
  readonly #options: NodeOptions;
  #child: ChildProcess | null = null;
  #output = '';

  constructor(options: NodeOptions) {
    this.#options = options;
    this.name = options.name;
    this.port = options.port;
  }

  /** Starts it, again and again until it is ready. */
  async start(): Promise<void> {
    for (let attempt = 1; !(await this.#launch()); attempt += 1) {
      if (attempt >= AGAIN.times) throw new Error(`${this.name} does not start:\n${this.#output}`);
      await sleep(AGAIN.afterMs);
    }
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to stop; true when it did so in order. */
  async stop(): Promise<boolean> {
    return (await this.#end('SIGTERM')) === 0;
  }

  /** Everything stands still, and its connections stay as they are. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return 0;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill(signal);
    return ended;
  }

  /** True when it is ready, false when it ended before. */
  #launch(): Promise<boolean> {
    const { env, port } = this.#options;
    const follow = path.join(REPOSITORY, 'scripts/lib/follow-parent.mjs');
    const child = spawn(process.execPath, ['--import', follow, '--import', 'tsx', 'src/main.ts'], {
      cwd: path.join(REPOSITORY, 'apps/server'),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...env },
    });
    this.#child = child;
    this.#output = '';
    return new Promise((resolve) => {
      let isReady = false;
      const hear = (data: Buffer) => {
        this.#output = (this.#output + data.toString()).slice(-KEPT_OUTPUT);
        if (isReady || !this.#output.includes(READY)) return;
        isReady = true;
        resolve(true);
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('exit', (code, signal) => {
        if (isReady && child === this.#child) {
          this.#options.died(`${this.name} ended by itself (${code ?? signal}):\n${this.#output}`);
        }
        resolve(false);
      });
    });
  }
}
