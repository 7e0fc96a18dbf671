import type { AnswerOf, ClientEvent, Failure, Handshake, RequestOf } from '@tidemark/protocol';
import type { Bounds, SessionFrame, SyncFrame } from '@tidemark/timeline';
import type { CompanyEvent } from './company/company.ts';
import type { TabMessage } from './tabs/messages.ts';

/**
 * Everything that the device needs from its surroundings. Each port has an implementation for the browser and one for
 * tests, so the engine and the tabs run without a browser, under a clock that a test moves.
 */

/** Undoes what the call that returned it has set up. Safe to call twice. */
export type Undo = () => void;

export interface Clock {
  /** Milliseconds since 1970, for display only. */
  now(): number;
  after(ms: number, run: () => void): Undo;
}

export interface Random {
  /** A number in [0, 1). */
  next(): number;
  uuid(): string;
}

/** What happens on the connection, in order. Nothing of an earlier connection comes after `connect` was called. */
export type TransportEvent =
  /** The connection stands; this is where the device's sync timeline stands. */
  | { readonly kind: 'hello'; readonly bounds: Bounds }
  | { readonly kind: 'push'; readonly frame: SyncFrame }
  | { readonly kind: 'session-push'; readonly frame: SessionFrame }
  /** The server tells of these sessions no more until they are followed anew. */
  | { readonly kind: 'session-moved'; readonly sessionIds: readonly string[] }
  /** What is not kept: who types, who is there, how far others have read. */
  | { readonly kind: 'company'; readonly event: CompanyEvent }
  /** No connection: it could not be made, or broke. `reconnectInMs` when the server said when to come back. */
  | { readonly kind: 'closed'; readonly reconnectInMs?: number }
  /** The server will not serve this device (again). */
  | { readonly kind: 'refused'; readonly code: string };

/** The connection to the server. It never reconnects by itself: the device's state machine decides when. */
export interface Transport {
  connect(handshake: Handshake): void;
  /** Drops the connection; no event follows. */
  disconnect(): void;
  /**
   * Asks the server. Never rejects: no connection, or no answer within `timeoutMs`, is the failure `unavailable`.
   * `detail: 'timeout'` tells the latter.
   */
  request<E extends ClientEvent>(event: E, payload: RequestOf<E>, timeoutMs: number): Promise<AnswerOf<E> | Failure>;
  listen(listener: (event: TransportEvent) => void): Undo;
}

/** What the browser says of the network and of the page. A hint, never a proof. */
export interface Surroundings {
  online(): boolean;
  visible(): boolean;
  /** True when the server is on this very machine: it can then be reached although the browser is offline. */
  readonly local: boolean;
  /** Called when either has changed, or the page was resumed. */
  listen(listener: () => void): Undo;
}

/** One lock that only one tab of the device holds. The browser releases it when its holder's page is gone. */
export interface TabLock {
  /**
   * Waits in line for the lock, or takes it from whoever holds it.
   * @param on.held called when this tab has it
   * @param on.lost called when another tab has taken it away; not after the undo
   * @returns gives the lock back, or leaves the line
   */
  take(mode: 'wait' | 'steal', on: { held(): void; lost(): void }): Undo;
}

/** Messages between the tabs of one device. A tab does not hear itself. */
export interface TabChannel {
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): Undo;
  close(): void;
}

/** Structured notes for whoever debugs: ids and codes, never the text of a message. */
export interface Log {
  note(event: string, fields: Readonly<Record<string, string | number | boolean | null>>): void;
}
