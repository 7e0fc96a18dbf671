import type { StorageState, SyncStatus, TidemarkClient } from './client.ts';
import { SurvivingCompany } from './company/surviving-company.ts';
import type { DeviceClient } from './device-client.ts';
import { type Gone, StoreGoneError } from './store/errors.ts';

/** A client on one store, for as long as that store lasts. */
export type Life = { readonly client: DeviceClient } & Omit<StorageState, 'life'>;

/** Retires a life whose store is gone and makes the next; null when there is none, and the client has said why. */
export type NextLife = (before: Life, why: Gone) => Promise<Life | null>;

type Live = TidemarkClient['live'];

/**
 * What a screen holds on to while the store under it goes: live queries wait for the next store instead of failing or
 * showing nothing, and an action that met the end of one is taken to the next, under the same client id.
 */
export class SurvivingClient implements TidemarkClient {
  readonly status: TidemarkClient['status'];
  readonly storage: TidemarkClient['storage'];
  readonly live: Live;
  readonly company: SurvivingCompany;
  readonly #next: NextLife;
  readonly #uuid: () => string;
  readonly #statusListeners = new Set<() => void>();
  readonly #storageListeners = new Set<() => void>();
  #life: Life;
  #state: StorageState;
  #recovering: Promise<void> | null = null;
  #unlisten: () => void;
  #started = false;
  #tooOld = false;

  constructor(first: Life, next: NextLife, uuid: () => string) {
    this.#life = first;
    this.#next = next;
    this.#uuid = uuid;
    this.#state = { life: 1, keptIn: first.keptIn, notice: first.notice };
    this.#unlisten = first.client.status.subscribe(() => tell(this.#statusListeners));
    this.status = {
      get: () => (this.#recovering ? RECOVERING : this.#life.client.status.get()),
      subscribe: (listener) => listenTo(this.#statusListeners, listener),
    };
    this.storage = {
      get: () => this.#state,
      subscribe: (listener) => listenTo(this.#storageListeners, listener),
    };
    this.company = new SurvivingCompany(first.client.company);
    this.live = {
      sessions: () => this.#read((live) => live.sessions()),
      session: (sessionId) => this.#read((live) => live.session(sessionId)),
      window: (sessionId, from, to) => this.#read((live) => live.window(sessionId, from, to)),
      users: (userIds) => this.#read((live) => live.users(userIds)),
      days: (sessionId, zone) => this.#read((live) => live.days(sessionId, zone)),
      outbox: () => this.#read((live) => live.outbox()),
      own: (prefix) => this.#read((live) => live.own(prefix)),
      saved: () => this.#read((live) => live.saved()),
    };
  }

  get account(): TidemarkClient['account'] {
    return this.#life.client.account;
  }

  /** The store of a life is gone. Resolves when another one is in its place, or it is clear that there is none. */
  lost(life: Life, why: Gone): Promise<void> {
    if (life !== this.#life || life.client.over) return Promise.resolve();
    this.#tooOld = why === 'upgraded';
    this.#recovering ??= this.#recover(life, why).finally(() => {
      this.#recovering = null;
      tell(this.#statusListeners);
    });
    tell(this.#statusListeners);
    return this.#recovering;
  }

  /** A store goes on, on another connection, or with something to say. */
  renewed(life: Life, notice: StorageState['notice'] = this.#state.notice): void {
    if (life === this.#life) this.#become({ ...life, notice });
  }

  start(): void {
    this.#started = true;
    this.#life.client.start();
  }

  stop(): Promise<void> {
    this.#started = false;
    return this.#life.client.stop();
  }

  newClientId(): string {
    return this.#uuid();
  }

  send(...[sessionId, content, clientId = this.#uuid()]: Parameters<TidemarkClient['send']>): Promise<string> {
    return this.#act((client) => client.send(sessionId, content, clientId));
  }

  forward(...[place, sessionId]: Parameters<TidemarkClient['forward']>): Promise<string | null> {
    const clientId = this.#uuid();
    return this.#act((client) => client.forward(place, sessionId, clientId));
  }

  change(...[sessionId, change]: Parameters<TidemarkClient['change']>): Promise<string> {
    const clientId = this.#uuid();
    return this.#act((client) => client.change(sessionId, change, clientId));
  }

  setOwn(...[key, value]: Parameters<TidemarkClient['setOwn']>): Promise<void> {
    const clientId = this.#uuid();
    return this.#act((client) => client.setOwn(key, value, clientId));
  }

  star(...asked: Parameters<TidemarkClient['star']>): Promise<void> {
    return this.#act((client) => client.star(...asked));
  }

  hide(...asked: Parameters<TidemarkClient['hide']>): ReturnType<TidemarkClient['hide']> {
    return this.#act((client) => client.hide(...asked));
  }

  markUnread(...asked: Parameters<TidemarkClient['markUnread']>): Promise<void> {
    return this.#act((client) => client.markUnread(...asked));
  }

  markRead(...asked: Parameters<TidemarkClient['markRead']>): Promise<void> {
    return this.#act((client) => client.markRead(...asked));
  }

  retry(clientId: string): Promise<void> {
    return this.#act((client) => client.retry(clientId));
  }

  discard(clientId: string): Promise<void> {
    return this.#act((client) => client.discard(clientId));
  }

  amend(clientId: string, text: string): Promise<boolean> {
    return this.#act((client) => client.amend(clientId, text));
  }

  fill(...asked: Parameters<TidemarkClient['fill']>): Promise<void> {
    return this.#act((client) => client.fill(...asked));
  }

  countDays(...asked: Parameters<TidemarkClient['countDays']>): Promise<void> {
    return this.#act((client) => client.countDays(...asked));
  }

  createSession(...asked: Parameters<TidemarkClient['createSession']>): Promise<string> {
    return this.#act((client) => client.createSession(...asked));
  }

  addMembers(...asked: Parameters<TidemarkClient['addMembers']>): Promise<void> {
    return this.#act((client) => client.addMembers(...asked));
  }

  removeMember(...asked: Parameters<TidemarkClient['removeMember']>): Promise<void> {
    return this.#act((client) => client.removeMember(...asked));
  }

  rename(...asked: Parameters<TidemarkClient['rename']>): Promise<void> {
    return this.#act((client) => client.rename(...asked));
  }

  members(...asked: Parameters<TidemarkClient['members']>): ReturnType<TidemarkClient['members']> {
    return this.#act((client) => client.members(...asked));
  }

  findUser(...asked: Parameters<TidemarkClient['findUser']>): ReturnType<TidemarkClient['findUser']> {
    return this.#act((client) => client.findUser(...asked));
  }

  audit(...asked: Parameters<TidemarkClient['audit']>): ReturnType<TidemarkClient['audit']> {
    return this.#act((client) => client.audit(...asked));
  }

  storageUse(): ReturnType<TidemarkClient['storageUse']> {
    return this.#act((client) => client.storageUse());
  }

  setStorageCap(bytes: number): Promise<void> {
    return this.#act((client) => client.setStorageCap(bytes));
  }

  freeSpace(): Promise<number> {
    return this.#act((client) => client.freeSpace());
  }

  inspect(after: number): ReturnType<TidemarkClient['inspect']> {
    return this.#act((client) => client.inspect(after));
  }

  devices(): ReturnType<TidemarkClient['devices']> {
    return this.#act((client) => client.devices());
  }

  revokeDevice(deviceId: string): Promise<void> {
    return this.#act((client) => client.revokeDevice(deviceId));
  }

  signOut(): Promise<void> {
    return this.#act((client) => client.signOut());
  }

  async #recover(before: Life, why: Gone): Promise<void> {
    const next = await this.#next(before, why);
    if (next === null) return;
    this.#unlisten();
    this.#life = next;
    this.#unlisten = next.client.status.subscribe(() => tell(this.#statusListeners));
    this.company.become(next.client.company);
    if (this.#started) next.client.start();
    this.#become(next);
  }

  #become({ keptIn, notice }: Omit<Life, 'client'>): void {
    this.#state = { life: this.#state.life + 1, keptIn, notice };
    tell(this.#storageListeners);
  }

  async #read<T>(query: (live: Live) => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#recovering) await this.#recovering;
      // Until the page is loaded again the screen keeps what it shows.
      if (this.#tooOld) return new Promise(() => {});
      const life = this.#life;
      try {
        const answer = await query(life.client.live);
        if (this.#goesOn(life)) return answer;
      } catch (error) {
        if (this.#goesOn(life)) throw error;
      }
    }
  }

  async #act<T>(run: (client: DeviceClient) => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#recovering) await this.#recovering;
      const life = this.#life;
      try {
        return await run(life.client);
      } catch (error) {
        if (this.#tooOld || this.#goesOn(life) || !(error instanceof StoreGoneError)) throw error;
      }
    }
  }

  #goesOn(life: Life): boolean {
    return life === this.#life && this.#recovering === null && !this.#tooOld;
  }
}

const RECOVERING: SyncStatus = { kind: 'reconnecting' };

function tell(listeners: ReadonlySet<() => void>): void {
  for (const listener of [...listeners]) listener();
}

function listenTo(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
