import pg from 'pg';
import { codeOf, messageOf } from '../embedded/error.ts';
import { DatabaseUrlError } from './errors.ts';

const CONNECT_LIMIT_MS = 10_000;
/** What the SQL here needs: multirange-free, but `ON CONFLICT` on partitions, `gen_random_uuid()`, `DROP … FORCE`. */
const OLDEST_VERSION = 150_000;

/**
 * Opens one connection; makes the database when the server is there and only the database is not.
 * @throws DatabaseUrlError naming what is wrong: the URL itself, the address, the account, the server's age
 */
export async function connectTo(url: string): Promise<pg.Client> {
  const target = parseUrl(url);
  let client: pg.Client;
  try {
    client = await open(url);
  } catch (error) {
    if (codeOf(error) !== '3D000') throw explain(error, target);
    await createDatabase(url, target);
    client = await open(url);
  }
  const version = Number(
    (await client.query<{ v: string }>("SELECT current_setting('server_version_num') AS v")).rows[0]?.v,
  );
  if (version >= OLDEST_VERSION) return client;
  await client.end();
  throw new DatabaseUrlError(
    `DATABASE_URL names PostgreSQL ${Math.floor(version / 10_000)} at ${target.host}: version 15 or newer is needed.`,
  );
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS });
  await client.connect();
  client.on('error', () => undefined); // a query that is under way reports it
  return client;
}

type Target = { readonly host: string; readonly database: string; readonly user: string };

function parseUrl(url: string): Target {
  try {
    const { protocol, hostname, port, pathname, username } = new URL(url);
    const database = decodeURIComponent(pathname.slice(1));
    if (['postgres:', 'postgresql:'].includes(protocol) && database !== '') {
      return { host: `${hostname || 'localhost'}:${port || '5432'}`, database, user: decodeURIComponent(username) };
    }
  } catch {
    // told below
  }
  throw new DatabaseUrlError(
    'DATABASE_URL is not a PostgreSQL address: write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.',
  );
}

async function createDatabase(url: string, target: Target): Promise<void> {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  try {
    const client = await open(admin.href);
    try {
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(target.database)}`);
    } finally {
      await client.end();
    }
  } catch (error) {
    if (codeOf(error) === '42P04' || codeOf(error) === '23505') return; // made by another start at the same time
    throw new DatabaseUrlError(
      `The server at ${target.host} has no database "${target.database}" and it could not be made (${messageOf(error)}): create it, or correct DATABASE_URL.`,
    );
  }
}

function explain(error: unknown, target: Target): unknown {
  const code = codeOf(error) ?? '';
  if (code === '28P01' || code === '28000') {
    return new DatabaseUrlError(
      `The server at ${target.host} refuses the user "${target.user}" (${messageOf(error)}): correct the user and password in DATABASE_URL.`,
    );
  }
  if (
    ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET'].includes(
      code,
    ) ||
    /timeout/i.test(messageOf(error))
  ) {
    return new DatabaseUrlError(
      `No PostgreSQL server answers at ${target.host} (${code || messageOf(error)}): start it, correct DATABASE_URL, or leave DATABASE_URL unset to use the embedded one.`,
    );
  }
  return new DatabaseUrlError(`Cannot use the database at ${target.host} (${messageOf(error)}): check DATABASE_URL.`);
}
