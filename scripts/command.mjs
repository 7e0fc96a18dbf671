// `npm run import`, `demo`, `purge`, `session:mode`, `session:retention` and `epoch:bump`: what they need, then the command itself, in this process. Only
// Node's own modules until the dependencies are there.
import { inRoot } from './lib/root.mjs';
import { turbo } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { requireNode } from './lib/node-version.mjs';
import { Stop, runMain } from './lib/stop.mjs';

const COMMANDS = new Set(['import', 'demo', 'purge', 'epoch-bump', 'session-mode', 'session-retention']);

await runMain(async () => {
  requireNode();
  const [name = '', ...rest] = process.argv.slice(2);
  if (!COMMANDS.has(name)) throw new Stop(`there is no command "${name}"; there are: ${[...COMMANDS].join(', ')}.`);
  await ensureDependencies();
  await turbo('generate');
  const { register } = await import('tsx/esm/api');
  register();
  const file = inRoot('apps', 'server', 'src', 'cli', `${name}.ts`);
  process.argv.splice(1, process.argv.length, file, ...rest);
  await import(file);
  return Number(process.exitCode ?? 0);
});
