import { failure, type Failure } from '@tidemark/protocol';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counted over so many seconds. */
const WINDOW_SECONDS = 10;

export type RateLimitOptions = {
  /** Requests of one device in ten seconds. */
  readonly device: number;
  /** Requests of all devices of one user in ten seconds. */
  readonly user: number;
};

/** How often a device and a user may ask. */
export class RateLimits {
  readonly #device: RateLimiterMemory;
  readonly #user: RateLimiterMemory;
  readonly #registrations: RateLimiterMemory;
  readonly #typing: RateLimiterMemory;

  constructor(options: RateLimitOptions) {
    this.#device = new RateLimiterMemory({ keyPrefix: 'device', points: options.device, duration: WINDOW_SECONDS });
    this.#user = new RateLimiterMemory({ keyPrefix: 'user', points: options.user, duration: WINDOW_SECONDS });
    this.#registrations = new RateLimiterMemory({ keyPrefix: 'registration', points: 100, duration: 600 });
    this.#typing = new RateLimiterMemory({ keyPrefix: 'typing', points: 20, duration: WINDOW_SECONDS });
  }

  /** Counts one request; answers null, or `too-fast` with the time to wait. */
  async request(userId: string, deviceId: string): Promise<Failure | null> {
    return (await take(this.#device, `${userId}/${deviceId}`)) ?? (await take(this.#user, userId));
  }

  /** Counts one word of typing. */
  typing(userId: string, deviceId: string): Promise<Failure | null> {
    return take(this.#typing, `${userId}/${deviceId}`);
  }

  /** Counts one registration of a device. */
  registration(userId: string): Promise<Failure | null> {
    return take(this.#registrations, userId);
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<Failure | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return failure('too-fast', { retryAfterMs: Math.max(1, Math.ceil(refused.msBeforeNext)) });
  }
}
