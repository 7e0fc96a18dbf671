import { resolve } from 'node:path';
import { openExport } from '@tidemark/slack-export';
import { importExport } from './import/import-export.ts';
import { prismaPlaceholders } from './import/placeholders.ts';
import { progressOn } from './import/progress.ts';
import { describeImport } from './import/summary.ts';
import { callersFolder, CommandError, runCommand, stopAsked } from './shared/command.ts';
import { readConfiguration } from './shared/configuration.ts';
import { openCommandDatabase } from './shared/database.ts';

const USAGE = 'say which export to import: npm run import -- FILE.zip';

/** `npm run import -- FILE.zip`: brings a Slack export into the database of the configuration. */
async function main(): Promise<number> {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) throw new CommandError(USAGE);
  const env = readConfiguration();
  const stopped = stopAsked();
  const begun = performance.now();
  const source = await openExport(resolve(callersFolder(), file));
  try {
    for (const folder of source.ignoredFolders) console.log(`Left out: ${folder}, which channels.json does not name.`);
    const database = await openCommandDatabase(env);
    try {
      const screen = {
        isTTY: process.stdout.isTTY,
        columns: process.stdout.columns,
        write: (text: string) => void process.stdout.write(text),
      };
      const summary = await importExport({
        store: database.store,
        placeholders: prismaPlaceholders(database.prisma),
        source,
        onProgress: progressOn(screen, () => performance.now()),
        stopped,
      });
      if (!summary.finished && screen.isTTY) console.log();
      for (const line of describeImport(summary, (performance.now() - begun) / 1000)) console.log(line);
      return summary.finished ? 0 : 130;
    } finally {
      await database.close();
    }
  } finally {
    source.close();
  }
}

await runCommand(main);
