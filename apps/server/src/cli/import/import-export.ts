import type { SlackExport } from '@tidemark/slack-export';
import type { TimelineStore } from '@tidemark/timeline';
import { importChannel, type ChannelTally } from './import-channel.ts';
import { importIds } from './import-ids.ts';
import { namesOf, peopleOf } from './import-people.ts';
import type { Placeholders } from './placeholders.ts';

export type ImportDeps = {
  readonly store: TimelineStore;
  readonly placeholders: Placeholders;
  readonly source: SlackExport;
  readonly batchSize?: number;
  readonly onProgress?: (progress: { readonly channel: string; readonly done: number; readonly total: number }) => void;
  readonly stopped?: () => boolean;
};

export type ImportSummary = Omit<ChannelTally, 'isNew'> & {
  readonly people: number;
  readonly newPeople: number;
  readonly sessions: number;
  readonly newSessions: number;
  /** False when it was stopped on the way. */
  readonly finished: boolean;
};

const BATCH = 500;

/**
 * Brings a whole export into the store: placeholder users, a group session per channel, every message in order with
 * its original time. Every id is derived from the export, so it may be stopped at any point and run again, also twice
 * at once: each message is there once, in its place, since a batch is only appended when all before it are stored.
 * @throws ImportError
 */
export async function importExport(deps: ImportDeps): Promise<ImportSummary> {
  const { store, placeholders, source, onProgress, stopped = () => false } = deps;
  const ids = importIds(source.identity);
  const people = peopleOf(source, ids);
  const newPeople = await placeholders.ensure(people);
  const total = { added: 0, already: 0, changed: 0, skipped: 0, sessions: 0, newSessions: 0 };
  for (const channel of source.channels) {
    const tally = await importChannel(
      {
        store,
        source,
        ids,
        names: namesOf(source),
        batchSize: deps.batchSize ?? BATCH,
        onProgress: (done) => onProgress?.({ channel: channel.name, done, total: channel.messageCount }),
        stopped,
      },
      channel,
    );
    if (!tally) continue;
    total.added += tally.added;
    total.already += tally.already;
    total.changed += tally.changed;
    total.skipped += tally.skipped;
    total.sessions += 1;
    if (tally.isNew) total.newSessions += 1;
    if (stopped()) break;
  }
  return { ...total, people: people.length, newPeople, finished: !stopped() };
}
