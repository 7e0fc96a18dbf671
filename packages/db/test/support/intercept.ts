import type { Pool, PoolClient } from 'pg';

/** Runs the query; the interceptor decides when, and whether. */
export type Interceptor = (text: string, run: () => Promise<unknown>) => Promise<unknown>;

type Told = (error: unknown, client?: PoolClient, release?: (error?: Error) => void) => void;

/** Sends every query of a pool's clients through `interceptor`: to count them, to hold one back, to lose an answer. */
export function intercept(pool: Pool, interceptor: Interceptor): void {
  const patched = new WeakSet<PoolClient>();
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const replacement = (told?: Told): Promise<PoolClient> | void => {
    if (!told) return patchedClient();
    // As the pool itself asks, for a query that is no transaction.
    patchedClient().then((client) => told(undefined, client, (error) => client.release(error)), told);
  };
  const patchedClient = async (): Promise<PoolClient> => {
    const client = await connect();
    if (patched.has(client)) return client;
    patched.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const wrapped = (...args: unknown[]) => {
      const done = args.at(-1);
      if (typeof done !== 'function') return interceptor(textOf(args[0]), () => query(...args));
      const asked = interceptor(textOf(args[0]), () => query(...args.slice(0, -1)));
      return void asked.then((answer: unknown) => done(null, answer), done as (error: unknown) => void);
    };
    Object.assign(client, { query: wrapped });
    return client;
  };
  Object.assign(pool, { connect: replacement });
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return query instanceof Object ? String(Reflect.get(query, 'text')) : '';
}

/** A promise with its handle: a gate that a test opens. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
