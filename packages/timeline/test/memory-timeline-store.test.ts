import { memoryFixture, timelineStoreContract } from '@tidemark/timeline/testing';

timelineStoreContract('in memory', { open: async (options) => memoryFixture(options) });
