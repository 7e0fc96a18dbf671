import type { AnswerOf, ClientEvent, Failure, RequestOf } from '@tidemark/protocol';
import type { TimelineStore } from '@tidemark/timeline';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Presence } from '../company/presence.ts';
import type { ReceiptBoard } from '../company/receipts.ts';
import type { Typing } from '../company/typing.ts';
import type { Directory } from '../identity/directory.ts';
import type { Logins } from '../identity/logins.ts';
import type { Log } from '../log.ts';
import type { Elsewhere } from '../push/elsewhere.ts';
import type { Followers } from '../push/followers.ts';
import type { OnlineDevices } from '../push/online.ts';
import type { Publisher } from '../push/publisher.ts';
import type { Endings } from '../rights/endings.ts';
import type { Rights } from '../rights/rights.ts';
import type { Writer } from '../writer/writer.ts';
import type { Connection } from './connection.ts';
import type { RateLimits } from './rate-limits.ts';

/** What the handlers act with. */
export type GatewayDeps = {
  readonly store: TimelineStore;
  readonly writer: Pick<Writer, 'append'>;
  readonly publisher: Pick<Publisher, 'publish' | 'tellFollower'>;
  readonly followers: Followers;
  readonly online: OnlineDevices;
  readonly elsewhere: Pick<Elsewhere, 'has' | 'forget'>;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly receipts: ReceiptBoard;
  readonly rights: Rights;
  readonly endings: Endings;
  readonly bus: Bus;
  readonly directory: Directory;
  readonly logins: Logins;
  readonly limits: RateLimits;
  readonly clock: Clock;
  /** How long sync entries live, in ms: devices that are noted as seen less often go dormant. */
  readonly lifetimeMs: number;
  readonly log: Log;
  /** True while the server goes down: nothing new is begun. */
  readonly draining: () => boolean;
};

/** One client event: the request is parsed already; rights are the store's to check, by the connection's user. */
export type Handler<E extends ClientEvent> = (
  deps: GatewayDeps,
  connection: Connection,
  request: RequestOf<E>,
) => Promise<DeepReadonly<AnswerOf<E>> | Failure>;

/** What the schemas give is mutable; what the model gives is not. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
