import type { TidemarkClient } from '@tidemark/sync-client';
import { ownKeys } from '../own/keys.ts';
import { type DraftField, EMPTY_FIELD, heard, saved, settled, takesOverAt, typed } from './draft-field.ts';

/** How long one pauses before what was typed is saved, in ms. */
const PAUSE = 700;
/** Before a save that failed is tried again, in ms. */
const AGAIN = 5_000;
/** What a reload may have cut short is typed on if it is no older, in ms: later it may have been sent from elsewhere. */
const FRESH = 60_000;

/** The drafts of this tab: saves what is typed to one's own data, and shows what is set there by others. */
export class DraftBook {
  readonly #client: TidemarkClient;
  readonly #unsaved: Unsaved;
  readonly #fields = new Map<string, DraftField>();
  readonly #timers = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  /** Counts saves, as they begin and as they end. */
  #saves = 0;
  /** Sessions whose draft is on its way into one's own data. */
  readonly #saving = new Set<string>();

  constructor(client: TidemarkClient) {
    this.#client = client;
    this.#unsaved = new Unsaved(client.account.userId);
    for (const [sessionId, text] of this.#unsaved.read()) this.type(sessionId, text);
    this.flush();
    window.addEventListener('pagehide', () => this.flush());
    window.addEventListener('blur', () => this.flush());
    document.addEventListener('visibilitychange', () => this.flush());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  text(sessionId: string): string {
    return this.#field(sessionId).text;
  }

  /** The user has typed. Emptied, as by sending, it is saved at once. */
  type(sessionId: string, text: string): void {
    const field = typed(this.#field(sessionId), text, Date.now());
    if (field === this.#field(sessionId)) return;
    this.#put(sessionId, field);
    this.#unsaved.write(sessionId, text);
    if (text === '' && field.told === '' && !this.#saving.has(sessionId)) this.#forget(sessionId, field);
    else if (text === '') void this.#save(sessionId);
    else this.#later(sessionId, PAUSE, () => void this.#save(sessionId));
  }

  /** Written and sent before it was ever saved: nobody has to be told that it is gone. */
  #forget(sessionId: string, field: DraftField): void {
    this.#cancel(sessionId);
    this.#unsaved.remove(sessionId, '');
    this.#put(sessionId, { ...field, dirty: false });
  }

  /**
   * One's own data may say something else now. It is read anew: what a live query brings can be from before a save of
   * this tab, and would take away what is typed here.
   */
  hear(sessionId: string, told: string): void {
    if (this.#field(sessionId).told === told) return;
    // What could not be read is heard with the next change: the live query, which reads the same, says what is wrong.
    this.#look(sessionId).catch(() => undefined);
  }

  async #look(sessionId: string): Promise<void> {
    const key = ownKeys.draft(sessionId);
    for (;;) {
      const begun = this.#field(sessionId).savedAt;
      const saves = this.#saves;
      const told = (await this.#client.live.own(key)).get(key) ?? '';
      // Saved meanwhile: what was read may be from before that.
      if (saves !== this.#saves || begun !== this.#field(sessionId).savedAt) continue;
      return this.#put(sessionId, heard(this.#field(sessionId), told, Date.now()));
    }
  }

  /** Saves at once what is typed of one session, or of all. */
  flush(only?: string): void {
    for (const [sessionId, { dirty }] of this.#fields) {
      if (dirty && (only === undefined || only === sessionId)) void this.#save(sessionId);
    }
  }

  #field(sessionId: string): DraftField {
    return this.#fields.get(sessionId) ?? EMPTY_FIELD;
  }

  async #save(sessionId: string): Promise<void> {
    this.#cancel(sessionId);
    const { text } = this.#field(sessionId);
    const key = ownKeys.draft(sessionId);
    this.#saves += 1;
    this.#saving.add(sessionId);
    try {
      await this.#client.setOwn(key, text === '' ? null : text);
      this.#unsaved.remove(sessionId, text);
      const told = (await this.#client.live.own(key)).get(key) ?? '';
      this.#saves += 1;
      this.#put(sessionId, saved(this.#field(sessionId), text, told, Date.now()));
    } catch {
      // At the end of a login there is nowhere left to save it.
      if (this.#client.status.get().kind !== 'ended') {
        this.#later(sessionId, AGAIN, () => void this.#save(sessionId));
      }
    } finally {
      this.#saving.delete(sessionId);
    }
  }

  #put(sessionId: string, field: DraftField): void {
    const before = this.#field(sessionId);
    this.#fields.set(sessionId, field);
    const at = takesOverAt(field);
    if (at !== null) {
      this.#later(sessionId, Math.max(0, at - Date.now()), () => {
        this.#put(sessionId, settled(this.#field(sessionId), Date.now()));
      });
    }
    if (before.text !== field.text) for (const listener of this.#listeners) listener();
  }

  /** One thing is waited for at a time: to save, or to take over. */
  #later(sessionId: string, ms: number, run: () => void): void {
    this.#cancel(sessionId);
    this.#timers.set(sessionId, window.setTimeout(run, ms));
  }

  #cancel(sessionId: string): void {
    window.clearTimeout(this.#timers.get(sessionId));
    this.#timers.delete(sessionId);
  }
}

/** What is typed and not saved yet, where a reload of the tab finds it. */
class Unsaved {
  readonly #key: string;

  constructor(accountId: string) {
    this.#key = unsavedKey(accountId);
  }

  read(): readonly (readonly [string, string])[] {
    const oldest = Date.now() - FRESH;
    return Object.entries(this.#all()).flatMap(([sessionId, { text, at }]) => (at < oldest ? [] : [[sessionId, text]]));
  }

  write(sessionId: string, text: string): void {
    this.#store({ ...this.#all(), [sessionId]: { text, at: Date.now() } });
  }

  /** Unless something else was typed since. */
  remove(sessionId: string, text: string): void {
    const { [sessionId]: mine, ...others } = this.#all();
    if (mine?.text === text) this.#store(others);
  }

  #all(): Readonly<Record<string, { readonly text: string; readonly at: number }>> {
    try {
      const parsed: unknown = JSON.parse(window.sessionStorage.getItem(this.#key) ?? '{}');
      return Object.fromEntries(Object.entries(parsed ?? {}).filter(isKept));
    } catch {
      return {};
    }
  }

  #store(all: object): void {
    try {
      if (Object.keys(all).length === 0) window.sessionStorage.removeItem(this.#key);
      else window.sessionStorage.setItem(this.#key, JSON.stringify(all));
    } catch {
      // Full or forbidden storage: what a reload cuts short is then lost.
    }
  }
}

export function unsavedKey(accountId: string): string {
  return `tidemark:unsaved:${accountId}`;
}

function isKept(entry: [string, unknown]): entry is [string, { readonly text: string; readonly at: number }] {
  const [, value] = entry;
  if (typeof value !== 'object' || value === null || !('text' in value) || !('at' in value)) return false;
  return typeof value.text === 'string' && typeof value.at === 'number';
}
