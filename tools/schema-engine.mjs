#!/usr/bin/env node
// Stands in for Prisma's native schema engine, so that nothing is downloaded: the same JSON-RPC on standard input and
// output, answered by the WebAssembly build of that engine over `pg`. Started by the Prisma CLI, see scripts/prisma.mjs.
import { readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const PG_CHAR = 18; // the type "char"
const PG_TEXT = 25;
const RPC_ERROR = 4466;
const RELEASE_LIMIT_MS = 500;

const args = parseArguments(process.argv.slice(2));
if (args.version) {
  console.log('schema-engine-wasm');
  process.exit(0);
}
if (args.command) {
  await runCommand(args.command, args.url);
  process.exit(0);
}

/** The request being answered: a panic must answer it, or the CLI takes silence for success. */
let current = 0;
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(message) {
    writeSync(1, `${JSON.stringify(rpcError(current, `engine panic: ${message}`))}\n`);
    process.exit(1);
  },
};
const engine = await loadEngine();
const open = new Set();

let queue = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const message = JSON.parse(line);
    if (message.method) queue = queue.then(() => answer(message));
  })
  .on('close', () => queue.then(() => process.exit(0)));

function parseArguments(argv) {
  const found = { url: process.env.DATABASE_URL, datamodels: [], command: null, version: argv.includes('--version') };
  const rest = [...argv];
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === '--datamodels') {
      const file = rest.shift();
      found.datamodels.push([file, readFileSync(file, 'utf8')]);
    } else if (word === '--datasource') found.url = JSON.parse(rest.shift()).url;
    else if (word === 'cli') found.command = rest.shift();
  }
  return found;
}

/** can-connect-to-database | create-database | drop-database */
async function runCommand(command, url) {
  const target = new URL(url);
  const database = pg.escapeIdentifier(decodeURIComponent(target.pathname.slice(1)));
  if (command !== 'can-connect-to-database') target.pathname = '/postgres';
  const client = new pg.Client({ connectionString: target.href });
  try {
    await client.connect();
    if (command === 'create-database') await client.query(`CREATE DATABASE ${database}`);
    if (command === 'drop-database') await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await client.end();
  } catch (error) {
    const code = { '3D000': 'P1003', '28P01': 'P1000', '42P04': 'P1009' }[error.code] ?? 'P1001';
    // The CLI passes over the first line and reads the second as the error; no line break at the end.
    const lines = [
      logLine('INFO', { message: 'start' }),
      logLine('ERROR', { is_panic: false, message: error.message, error_code: code }),
    ];
    process.stderr.write(lines.join('\n'));
    process.exit(1);
  }
}

function logLine(level, fields) {
  return JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' });
}

async function loadEngine() {
  const url = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = await import(url);
  const wasm = readFileSync(fileURLToPath(url).replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

/**
 * The pg adapter as the engine needs it. As it comes, it cuts scripts at every ";" (which breaks PL/pgSQL), does not
 * know the type "char", and takes the main database for the shadow database.
 */
function adapterFactory(url) {
  const factory = new PrismaPg({ connectionString: url, max: 1 });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const performIO = adapter.performIO.bind(adapter);
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.performIO = async (query) => {
      const result = await performIO(query);
      query.charColumns = (result.fields ?? []).flatMap((field, index) => {
        if (field.dataTypeID !== PG_CHAR) return [];
        field.dataTypeID = PG_TEXT;
        return [index];
      });
      return result;
    };
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const index of query.charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    adapter.executeScript = async (sql) => {
      try {
        await adapter.client.query(sql);
      } catch (error) {
        adapter.onError(error);
      }
    };
    open.add(adapter);
    return adapter;
  };
  factory.connectToShadowDb = async () => {
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`);
    const shadow = new URL(url);
    shadow.pathname = `/${name}`;
    const adapter = await adapterFactory(shadow.href).connect();
    const release = adapter.release.bind(adapter);
    adapter.release = async () => {
      await release();
      await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await admin.end();
    };
    return adapter;
  };
  return factory;
}

/** One engine a request: an engine that is connected already would make no shadow database. */
async function answer({ id, method, params }) {
  current = id;
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(args.url));
    const datamodels = args.datamodels.length > 0 ? args.datamodels : undefined;
    const schemaEngine = await engine.SchemaEngine.new({ datamodels }, () => {}, factory);
    if (method === 'getDatabaseVersion') return send({ id, result: await schemaEngine.version() });
    if (method === 'evaluateDataLoss' || method === 'createMigration') {
      // These two find the factory of the shadow database only after this call.
      const { migrationsList, filters } = params;
      await schemaEngine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: true });
    }
    let result = (await schemaEngine[method](params)) ?? {};
    if (method === 'diff' && typeof result.stdout === 'string') {
      send({ id: 1_000_000 + id, method: 'print', params: { content: result.stdout } });
      result = { ...result, stdout: null };
    }
    await closeAll();
    send({ id, result });
  } catch (error) {
    await closeAll();
    const extra = error.code ? { error_code: error.code, meta: error.meta ?? {} } : {};
    send(rpcError(id, error.message, extra));
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function rpcError(id, message, extra = {}) {
  return { jsonrpc: '2.0', id, error: { code: RPC_ERROR, message, data: { is_panic: false, message, ...extra } } };
}

/** An open connection would hold Prisma's advisory lock until the pool lets go of it. */
async function closeAll() {
  const adapters = [...open];
  open.clear();
  for (const adapter of adapters) {
    const limit = new Promise((resolve) => setTimeout(resolve, RELEASE_LIMIT_MS));
    await Promise.race([adapter.release(), limit]).catch(() => {});
  }
}
