import { timelineStoreContract } from '@tidemark/timeline/testing';
import { afterAll } from 'vitest';
import { PostgresTimelineStore } from '../src/timeline/postgres-timeline-store.ts';
import { openStore, type OpenStore } from './support/open-store.ts';

// One database for the whole suite: each test uses ids of its own, one after another.
let shared: Promise<OpenStore> | null = null;
afterAll(async () => (await shared)?.close());

timelineStoreContract('PostgreSQL', {
  open: async (options) => {
    const opened = await (shared ??= openStore());
    return {
      ...opened,
      store: new PostgresTimelineStore({ pool: opened.pool, ...options }),
      close: async () => undefined,
    };
  },
  runs: 8,
  timeoutMs: 120_000,
});
