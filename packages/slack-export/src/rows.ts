import { z } from 'zod';

/** The rows of a Slack export, as far as they are used; fields beyond these are dropped. */

const slackId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be a Slack id');
const text = z.string().nullish();

export const userRow = z
  .object({
    id: slackId,
    team_id: slackId.nullish(),
    name: z.string().min(1).max(200),
    real_name: text,
    profile: z.object({ display_name: text, real_name: text }).nullish(),
  })
  .transform((row) => ({
    id: row.id,
    teamId: row.team_id ?? null,
    name: row.name,
    displayName:
      [row.profile?.display_name, row.profile?.real_name, row.real_name].find((name) => name?.trim())?.trim() ??
      row.name,
  }));

/** A person of the export. */
export type ExportedUser = Readonly<z.output<typeof userRow>>;

export const channelRow = z
  .object({
    id: slackId,
    /** Names a folder of the archive, so it must not lead anywhere else. */
    name: z
      .string()
      .regex(/^[^/\\\0]{1,200}$/, 'must be the name of a folder')
      .refine((name) => name !== '.' && name !== '..', 'must be the name of a folder'),
    created: z.number().int().min(0).max(99_999_999_999).nullish(),
    creator: slackId.nullish(),
    members: z.array(slackId).nullish(),
  })
  .transform((row) => ({
    id: row.id,
    name: row.name,
    /** Milliseconds since 1970, null where the export does not say. */
    createdAt: row.created ? row.created * 1000 : null,
    creatorId: row.creator ?? null,
    memberIds: row.members ?? [],
  }));

/** A channel of the export. */
export type ExportedChannel = Readonly<z.output<typeof channelRow>>;

/** The author of messages for which the export names nobody. */
export const NOBODY = 'nobody';

export const messageRow = z
  .object({
    type: z.string(),
    subtype: z.string().nullish(),
    ts: z.string().regex(/^\d{1,10}\.\d{6}$/, 'must be seconds with six decimals, such as "1541446243.000001"'),
    user: slackId.nullish(),
    bot_id: slackId.nullish(),
    username: text,
    user_profile: z.object({ display_name: text, real_name: text, name: text }).nullish(),
    text,
    files: z.array(z.object({ title: text, name: text })).nullish(),
    attachments: z.array(z.object({ fallback: text, text, title: text })).nullish(),
  })
  .transform((row) => ({
    ts: row.ts,
    subtype: row.subtype ?? null,
    /** A Slack id, or `NOBODY`. */
    authorId: row.user ?? row.bot_id ?? NOBODY,
    /** How the message itself names its author: counts where users.json does not know them. */
    authorName:
      [row.user_profile?.display_name, row.user_profile?.real_name, row.user_profile?.name, row.username]
        .find((name) => name?.trim())
        ?.trim() ?? null,
    text: row.text ?? '',
    fileNames: (row.files ?? []).map((file) => file.title || file.name || 'file'),
    attachmentTexts: (row.attachments ?? []).map((part) => part.fallback || part.text || part.title || ''),
  }));

/** A message of the export as it stands there: its markup is still Slack's. */
export type ExportedMessage = Readonly<z.output<typeof messageRow>>;

/** A `ts` as whole microseconds since 1970: exact, and in the order of the messages. */
export function microsOf(ts: string): number {
  return Number(ts.replace('.', ''));
}

/** The time of a message in milliseconds since 1970. */
export function timeOf(message: ExportedMessage): number {
  return Math.floor(microsOf(message.ts) / 1000);
}
