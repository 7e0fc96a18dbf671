import type { UserProfile } from '@tidemark/timeline';

/** Who the users are. */
export interface Directory {
  /** The profiles of those that exist. */
  profiles(userIds: readonly string[]): Promise<ReadonlyMap<string, UserProfile>>;
  /** The users of these names, by lower-case name; names nobody has are absent. */
  byUsernames(usernames: readonly string[]): Promise<ReadonlyMap<string, UserProfile>>;
}

/** A user's row as the directory reads it. */
export type UserRow = { readonly id: string; readonly username: string | null; readonly name: string };

/** Finds rows; Prisma's `user` in the server. */
export interface UserRows {
  byIds(ids: readonly string[]): Promise<readonly UserRow[]>;
  byUsernames(usernames: readonly string[]): Promise<readonly UserRow[]>;
}

/** A directory over rows that remembers the `size` profiles used last: a profile does not change once made. */
export function createDirectory(rows: UserRows, size = 10_000): Directory {
  const known = new Map<string, UserProfile>();

  const remember = (profile: UserProfile) => {
    known.delete(profile.userId);
    known.set(profile.userId, profile);
    const oldest = known.keys().next();
    if (known.size > size && !oldest.done) known.delete(oldest.value);
  };

  return {
    async profiles(userIds) {
      const found = new Map<string, UserProfile>();
      for (const id of userIds) {
        const profile = known.get(id);
        if (profile) found.set(id, profile);
      }
      const missing = userIds.filter((id) => !found.has(id));
      for (const row of missing.length > 0 ? await rows.byIds(missing) : []) found.set(row.id, profileOf(row));
      for (const profile of found.values()) remember(profile);
      return found;
    },
    async byUsernames(usernames) {
      const wanted = [...new Set(usernames.map((name) => name.toLowerCase()))];
      const found = (await rows.byUsernames(wanted)).map(profileOf);
      return new Map(found.map((profile) => [profile.username.toLowerCase(), profile]));
    },
  };
}

function profileOf(row: UserRow): UserProfile {
  return { userId: row.id, username: row.username ?? row.id, displayName: row.name };
}
