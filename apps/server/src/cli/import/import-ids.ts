import { derivedId } from '../../ids.ts';

/** The ids of what an import makes: the same each time, so that importing again finds all of it. */
export type ImportIds = {
  user(slackId: string): string;
  session(channelId: string): string;
  creation(channelId: string): string;
  joining(channelId: string, userIds: readonly string[]): string;
  /** A message longer than one entry may be has several parts, from 0. */
  message(channelId: string, ts: string, part: number): string;
};

/** @param identity of the export: the same for every export of one workspace */
export function importIds(identity: string): ImportIds {
  const id = (...parts: readonly string[]) => derivedId('slack-export', identity, ...parts);
  return {
    user: (slackId) => id('user', slackId),
    session: (channelId) => id('session', channelId),
    creation: (channelId) => id('creation', channelId),
    joining: (channelId, userIds) => id('joining', channelId, ...[...userIds].sort()),
    message: (channelId, ts, part) => id('message', channelId, ts, String(part)),
  };
}
