import { resolve } from 'node:path';
import { DAY_MS, DEFAULT_LIFETIME_MS, DEFAULT_PULL_THRESHOLD } from '@tidemark/timeline';
import { z } from 'zod';
import { parseDuration } from './retention/duration.ts';

/** The folder of the repository: relative folders of the configuration start there. */
export const REPOSITORY = resolve(import.meta.dirname, '../../..');

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const onOff = z.enum(['on', 'off'], { error: 'must be on or off' });
const httpOrigin = z
  .url({ protocol: /^https?$/, error: 'must be one or more origins such as https://chat.example.org, with commas' })
  .transform((url) => new URL(url).origin);

/** In ms. A year is more than any device is away and still wants to catch up entry by entry. */
const duration = z
  .string()
  .transform((text) => parseDuration(text) ?? 0)
  .refine((ms) => ms >= 1_000 && ms <= 366 * DAY_MS, {
    error: 'must be a duration from 1s to 366d, such as 30d, 12h or 20s',
  });

const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgresql://user:password@host:5432/name' })
    .optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must look like redis://user:password@host:6379' }).optional(),
  APP_ORIGIN: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(httpOrigin)),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  AUTH_RATE_LIMIT: onOff.default('on'),
  TRUST_PROXY: onOff.default('off'),
  WEB: onOff.default('on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  RATE_DEVICE: wholeNumber(1, 1_000_000).default(1000),
  RATE_USER: wholeNumber(1, 1_000_000).default(3000),
  DRAIN_SECONDS: wholeNumber(0, 600).default(0),
  PULL_THRESHOLD: wholeNumber(1, 1_000_000).default(DEFAULT_PULL_THRESHOLD),
  WRITER_QUEUE: wholeNumber(1, 1_000_000).default(10_000),
  SYNC_RETENTION: duration.default(DEFAULT_LIFETIME_MS),
  METRICS: onOff.default('off'),
});

export type Env = Omit<z.infer<typeof envSchema>, 'DATA_DIR'> & { /** An absolute path. */ readonly DATA_DIR: string };

/** The names that the server reads, for the configuration table. */
export const ENV_KEYS: readonly string[] = Object.keys(envSchema.shape);

/** A wrong configuration: one line per wrong value, each with what to do. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/**
 * Reads the configuration; an empty value counts as absent.
 * @throws EnvError
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(ENV_KEYS.map((key) => [key, source[key] === '' ? undefined : source[key]]));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path[0]?.toString() ?? 'environment'}: ${issue.message}`);
    throw new EnvError([...new Set(lines)].join('\n'));
  }
  return { ...parsed.data, DATA_DIR: resolve(REPOSITORY, parsed.data.DATA_DIR) };
}
