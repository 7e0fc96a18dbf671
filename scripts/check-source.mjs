// Part of `npm run lint`: the rules of lib/source-rules.mjs over all source files.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, inRoot } from './lib/root.mjs';
import { findFaults } from './lib/source-rules.mjs';
import { Stop, runMain } from './lib/stop.mjs';
import { findFiles } from './lib/test-files.mjs';

await runMain(async () => {
  const files = ['packages', 'apps', 'prisma', 'e2e'].flatMap((folder) => findFiles(inRoot(folder), /\.(ts|tsx|sql)$/));
  if (files.length < 50) throw new Stop(`Only ${files.length} source files were found to check.`);
  let faults = 0;
  for (const full of files) {
    const file = path.relative(ROOT, full).split(path.sep).join('/');
    for (const { line, message } of findFaults(file, readFileSync(full, 'utf8'))) {
      faults += 1;
      console.error(`${file}:${line} ${message}`);
    }
  }
  console.log(`${files.length} files checked, ${faults} faults`);
  return faults === 0 ? 0 : 1;
});
