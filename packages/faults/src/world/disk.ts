import type { Entry, Position, SeqId, SessionRecord } from '@tidemark/timeline';
import { type DeviceDisk, emptyDisk } from '@tidemark/timeline/testing';

/** Told of every change of a disk, in the order in which the disk changes. */
export type Journal = {
  applied(entry: Entry): void;
  moved(position: Position): void;
  forgot(sessionId: string): void;
  /** The session's own checkpoint (pull mode) has moved from one SeqId to another. */
  followed(sessionId: string, from: SeqId, to: SeqId): void;
};

/** A device's disk that tells of what is written to it, whatever wrote it. What stood on it before is taken over. */
export function journaledDisk(journal: Journal, before: DeviceDisk = emptyDisk()): DeviceDisk {
  let { position } = before;
  const entries = new JournaledEntries(journal, before.entries);
  const records = new JournaledRecords(journal, before.records);
  return Object.defineProperty({ ...before, entries, records }, 'position', {
    enumerable: true,
    get: () => position,
    set: (next: Position | null) => {
      position = next;
      if (next) journal.moved(next);
    },
  });
}

/** The disk as plain data, to be put into another machine. */
export function copyOfDisk(disk: DeviceDisk): DeviceDisk {
  const entries = new Map([...disk.entries].map(([sessionId, held]) => [sessionId, new Map(held)]));
  return structuredClone({ ...disk, entries, records: new Map(disk.records) });
}

class JournaledRecords extends Map<string, SessionRecord> {
  readonly #journal: Journal;

  constructor(journal: Journal, before: ReadonlyMap<string, SessionRecord>) {
    super();
    this.#journal = journal;
    for (const [sessionId, record] of before) super.set(sessionId, record);
  }

  override set(sessionId: string, record: SessionRecord): this {
    const from = super.get(sessionId)?.checkpoint ?? null;
    super.set(sessionId, record);
    if (from !== null && record.checkpoint !== null && record.checkpoint !== from) {
      this.#journal.followed(sessionId, from, record.checkpoint);
    }
    return this;
  }
}

class JournaledEntries extends Map<string, Map<SeqId, Entry>> {
  readonly #journal: Journal;

  constructor(journal: Journal, before: ReadonlyMap<string, ReadonlyMap<SeqId, Entry>>) {
    super();
    this.#journal = journal;
    for (const [sessionId, held] of before) super.set(sessionId, new JournaledSession(journal, held));
  }

  /** Made where it is missing, so that nothing is written to a map that does not tell. */
  override get(sessionId: string): Map<SeqId, Entry> {
    const found = super.get(sessionId);
    if (found) return found;
    const made = new JournaledSession(this.#journal, new Map());
    super.set(sessionId, made);
    return made;
  }

  override delete(sessionId: string): boolean {
    if (super.has(sessionId)) this.#journal.forgot(sessionId);
    return super.delete(sessionId);
  }

  override clear(): void {
    for (const sessionId of this.keys()) this.#journal.forgot(sessionId);
    super.clear();
  }
}

class JournaledSession extends Map<SeqId, Entry> {
  readonly #journal: Journal;

  constructor(journal: Journal, before: ReadonlyMap<SeqId, Entry>) {
    super();
    this.#journal = journal;
    for (const [seq, entry] of before) super.set(seq, entry);
  }

  override set(seq: SeqId, entry: Entry): this {
    super.set(seq, entry);
    this.#journal.applied(entry);
    return this;
  }
}
