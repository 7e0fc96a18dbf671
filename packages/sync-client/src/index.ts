export * from './client.ts';
export { type DeviceView, ERRORS, LIMITS, textBytes } from '@tidemark/protocol';
export {
  type DayCount,
  type Entry,
  type EntryPlace,
  gapsIn,
  isChange,
  type KnownDays,
  LOST,
  messagePrefixes,
  type MessageChange,
  type MessageContent,
  type MessageState,
  type OutboxItem,
  type Range,
  starredBy,
  statesOf,
  type UserProfile,
} from '@tidemark/timeline';
