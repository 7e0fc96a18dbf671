import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TimelineStore } from '@tidemark/timeline';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { RateLimits } from '../gateway/rate-limits.ts';
import type { Directory } from '../identity/directory.ts';
import type { Logins } from '../identity/logins.ts';
import type { Origins } from '../identity/origins.ts';
import type { Log } from '../log.ts';
import type { MetricsDeps } from './metrics.ts';
import type { OnlineDevices } from '../push/online.ts';
import type { Endings } from '../rights/endings.ts';

export type HttpDeps = MetricsDeps & {
  readonly store: TimelineStore;
  readonly logins: Logins;
  readonly directory: Directory;
  readonly online: OnlineDevices;
  readonly endings: Endings;
  readonly bus: Pick<Bus, 'isUp'>;
  readonly origins: Origins;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly trustProxy: boolean;
  /** True from the first word of going down on: newcomers should be sent elsewhere. */
  readonly leaving: () => boolean;
  readonly socketsOf: (userId: string, deviceId: string) => number;
  /** better-auth's endpoints. */
  readonly auth: (request: Request) => Promise<Response>;
  /** The web client's pages; absent where only the server is under test. */
  readonly pages?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};
