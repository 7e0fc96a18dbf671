import { LIMITS } from '@tidemark/protocol';
import { timeOf, type Names, type ScannedChannel, type SlackExport } from '@tidemark/slack-export';
import type { AppendRequest, TimelineStore } from '@tidemark/timeline';
import { storable } from '../../text.ts';
import { currentMembers } from '../shared/current-members.ts';
import type { ImportIds } from './import-ids.ts';
import { membersOf } from './import-people.ts';
import { messageTexts } from './message-text.ts';

/** What cannot be imported, in one line that says what. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

export type ChannelDeps = {
  readonly store: TimelineStore;
  readonly source: SlackExport;
  readonly ids: ImportIds;
  readonly names: Names;
  /** Entries of one transaction. */
  readonly batchSize: number;
  /** Told after each transaction how many messages of the channel are done. */
  readonly onProgress: (done: number) => void;
  /** Asked between transactions; true ends the import there. */
  readonly stopped: () => boolean;
};

export type ChannelTally = {
  /** False when there was a session of this channel already. */
  readonly isNew: boolean;
  added: number;
  already: number;
  /** There already, but its text is another now: left as it is. */
  changed: number;
  /** Notices of joining and leaving, and messages with nothing to show. */
  skipped: number;
};

/** Makes a channel's session and appends its messages in order. Null for a channel that nobody was ever in. */
export async function importChannel(deps: ChannelDeps, channel: ScannedChannel): Promise<ChannelTally | null> {
  const { source, ids, names } = deps;
  if (membersOf(channel).length === 0) return null;
  const tally: ChannelTally = {
    isNew: await ensureSession(deps, channel),
    added: 0,
    already: 0,
    changed: 0,
    skipped: 0,
  };
  let batch: AppendRequest[] = [];
  let done = 0;
  const flush = async () => {
    await appendBatch(deps, channel, batch, tally);
    batch = [];
    deps.onProgress(done);
  };
  for await (const message of source.messages(channel)) {
    if (deps.stopped()) return tally;
    const texts = messageTexts(message, names);
    if (texts.length === 0) tally.skipped += 1;
    for (const [part, text] of texts.entries()) {
      const clientId = ids.message(channel.id, message.ts, part);
      const sessionId = ids.session(channel.id);
      batch.push({ sessionId, authorId: ids.user(message.authorId), clientId, text, at: timeOf(message) });
    }
    done += 1;
    if (batch.length >= deps.batchSize) await flush();
  }
  await flush();
  return tally;
}

/** True when the session is new. In one that is there, whoever the export has in addition is added. */
async function ensureSession({ store, ids }: ChannelDeps, channel: ScannedChannel): Promise<boolean> {
  const memberIds = membersOf(channel).map((id) => ids.user(id));
  const [creatorId = ''] = memberIds;
  const sessionId = ids.session(channel.id);
  const made = await store.createSession({
    sessionId,
    sessionKind: 'group',
    title: storable(channel.name).slice(0, LIMITS.titleChars),
    creatorId,
    memberIds,
    history: 'all',
    clientId: ids.creation(channel.id),
    at: channel.createdAt ?? channel.firstAt ?? undefined,
  });
  if (made.outcome === 'refused') throw refusal(channel, made.reason);
  if (!made.repeated) return true;
  const present = await currentMembers(store, sessionId, creatorId);
  const missing = memberIds.filter((userId) => !present.has(userId));
  if (missing.length > 0) {
    const clientId = ids.joining(channel.id, missing);
    const change = { kind: 'add-members', memberIds: missing } as const;
    const added = await store.changeSession({ sessionId, actorId: creatorId, clientId, change });
    if (added.outcome === 'refused') throw refusal(channel, added.reason);
  }
  return false;
}

async function appendBatch(
  { store }: ChannelDeps,
  channel: ScannedChannel,
  batch: readonly AppendRequest[],
  tally: ChannelTally,
): Promise<void> {
  if (batch.length === 0) return;
  const { outcomes } = await store.append(batch);
  for (const outcome of outcomes) {
    if (outcome.outcome === 'stored') tally[outcome.repeated ? 'already' : 'added'] += 1;
    else if (outcome.reason === 'client-id-reused') tally.changed += 1;
    else throw refusal(channel, outcome.reason);
  }
}

function refusal(channel: ScannedChannel, reason: string): ImportError {
  return new ImportError(`channel ${channel.name} cannot be imported: the store answers "${reason}"`);
}
