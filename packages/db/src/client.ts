import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

export type { PrismaClient } from './generated/client.ts';
export type { Pool } from 'pg';

export type PoolOptions = {
  /** Connections at most; default 12. */
  readonly max?: number;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  readonly onError?: (error: Error) => void;
  /** Called with each new connection, before anybody uses it; what it throws is what the asker gets. */
  readonly onNewConnection?: (client: pg.ClientBase) => Promise<void>;
  /** A statement that takes longer is cancelled, in ms; default 15,000. */
  readonly statementTimeoutMs?: number;
};

/**
 * A pool of connections whose work is bounded: no statement, lock wait or forgotten transaction lasts for ever.
 * End it with `pool.end()`.
 */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 12,
    application_name: 'tidemark',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeoutMs ?? 15_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 20_000,
    keepAlive: true,
    ...(options.onNewConnection ? { verify: verifier(options.onNewConnection) } : {}),
  });
  // Without listeners, a connection that breaks would end the process: the pool listens to the idle ones only, not to
  // those that are out for a transaction (whose next query then fails, which is how its user learns of it).
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => options.onError?.(error));
  return pool;
}

/** The pool's own hook for new connections, which speaks in callbacks. */
function verifier(look: (client: pg.ClientBase) => Promise<void>) {
  return (client: pg.ClientBase, done: (error?: Error) => void): void => {
    look(client).then(
      () => done(),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };
}

/** Prisma's client for ordinary queries, over a pool that it does not end, or over a URL with a pool of its own. */
export function createPrisma(source: string | pg.Pool): PrismaClient {
  const adapter =
    typeof source === 'string'
      ? new PrismaPg({ connectionString: source, max: 4 })
      : new PrismaPg(source, { disposeExternalPool: false });
  return new PrismaClient({ adapter });
}
