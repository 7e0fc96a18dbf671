export * from './client.ts';
export { type DeviceView, ERRORS, LIMITS, textBytes } from '@tidemark/protocol';
export { type Entry, gapsIn, LOST, type OutboxItem, type Range, type UserProfile } from '@tidemark/timeline';
