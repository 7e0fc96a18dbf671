// Runs the Prisma CLI without its engine download: `node scripts/prisma.mjs generate`, `… migrate dev --name x`.
// Where no native schema engine is installed, tools/schema-engine.mjs stands in for it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const require = createRequire(import.meta.url);
const cli = require.resolve('prisma/build/index.js');
const engines = path.dirname(require.resolve('@prisma/engines/package.json', { paths: [cli] }));

const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
if (!env.PRISMA_SCHEMA_ENGINE_BINARY && !readdirSync(engines).some((file) => file.startsWith('schema-engine'))) {
  env.PRISMA_SCHEMA_ENGINE_BINARY = path.join(root, 'tools', 'schema-engine.mjs');
}
const run = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
process.exit(run.status ?? 1);
