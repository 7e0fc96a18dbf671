export * from './client.ts';
export { LIMITS, textBytes } from '@tidemark/protocol';
